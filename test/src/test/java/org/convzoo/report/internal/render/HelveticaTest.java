package org.convzoo.report.internal.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Widths of text, of which Adobe's font metrics (Helvetica.afm, the lines WX) say those below. */
class HelveticaTest {

  /** c 500, o and n 556, v 500, space 278, digits 556, x 500: 2112 + 278 + 1612. */
  @Test
  void widthIsTheSumOfTheCharacters() {
    assertEquals(4.002 * 11, Helvetica.width("conv 3x3", 11), 1e-9);
  }

  /** Where rows of the table meet: space 278, slash 278, zero 556, question 556, at 1015 ... */
  @Test
  void everyRowOfTheTableIsInItsPlace() {
    assertEquals(278 + 278 + 556 + 556 + 1015, Helvetica.width(" /0?@", 1000), 1e-9);
    assertEquals(778 + 667 + 556 + 333, Helvetica.width("OP_`", 1000), 1e-9);
    assertEquals(556 + 556 + 584, Helvetica.width("op~", 1000), 1e-9);
  }

  /** A character of a font that we have no metrics of is given the room of the widest letters. */
  @Test
  void otherScriptsAreGivenAnEm() {
    assertEquals(2 * 9, Helvetica.width("\u756b\ud83d\ude00", 9), 1e-9);
  }
}
