/** From pixels to a network's input: sizes, headers of files, normalisation. */
package org.convzoo.ops.image;
