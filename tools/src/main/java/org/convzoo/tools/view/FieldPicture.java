package org.convzoo.tools.view;

import java.util.List;
import java.util.Optional;
import org.convzoo.report.flow.InputImage;
import org.convzoo.report.flow.InputImage.Box;
import org.convzoo.report.flow.Row;

/**
 * Receptive fields drawn on the image.
 *
 * @param image what is fed
 * @param frame what is in the picture: the image and, of the fields that reach out of it, as much
 *     as half an image on each side
 * @param nested different fields, at most {@value #MOST} of them
 */
record FieldPicture(InputImage image, Box frame, List<Box> nested) {

  private static final int MOST = 24;

  static FieldPicture of(InputImage image, List<Row> rows) {
    List<Box> all = rows.stream().map(image::seen).flatMap(Optional::stream).distinct().toList();
    double above = all.stream().mapToDouble(box -> -box.top()).max().orElse(0);
    double before = all.stream().mapToDouble(box -> -box.left()).max().orElse(0);
    double y = Math.min(Math.max(above, 0), image.height() / 2.0);
    double x = Math.min(Math.max(before, 0), image.width() / 2.0);
    Box frame = new Box(-y, -x, image.height() + 2 * y, image.width() + 2 * x);
    int step = (all.size() + MOST - 1) / MOST;
    return new FieldPicture(
        image, frame, all.stream().filter(box -> all.indexOf(box) % step == 0).toList());
  }
}
