package org.convzoo.report.internal.drawing;

import java.util.stream.Stream;
import org.convzoo.report.internal.drawing.Drawing.Box;

/** What stands in a frame: a box, or another frame. */
sealed interface Framed permits Frame, Frame.FramedBox {

  /** Returns all the boxes, in order. */
  Stream<Box> boxes();
}
