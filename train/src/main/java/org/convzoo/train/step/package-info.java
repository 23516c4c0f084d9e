/** The graph of a training step, and what is watched in it. */
package org.convzoo.train.step;
