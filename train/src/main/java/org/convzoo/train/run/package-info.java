/** The directory of a run: recipe, checkpoints, curves, mean image, bad records. */
package org.convzoo.train.run;
