package org.convzoo.report;

import java.util.stream.Stream;
import org.convzoo.report.Drawing.Box;

/** What stands in a frame: a box, or another frame. */
sealed interface Framed permits Frame, Frame.FramedBox {

  /** Returns all the boxes, in order. */
  Stream<Box> boxes();
}
