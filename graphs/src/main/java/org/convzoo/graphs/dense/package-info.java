/** Dense prediction, an answer for each pixel or place: U-Net and DenseBox. */
package org.convzoo.graphs.dense;
