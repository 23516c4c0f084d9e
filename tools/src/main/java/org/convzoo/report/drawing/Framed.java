package org.convzoo.report.drawing;

import java.util.stream.Stream;
import org.convzoo.report.drawing.Drawing.Box;

/** What stands in a frame: a box, or another frame. */
sealed interface Framed permits Frame, Frame.FramedBox {

  /** Returns all the boxes, in order. */
  Stream<Box> boxes();
}
