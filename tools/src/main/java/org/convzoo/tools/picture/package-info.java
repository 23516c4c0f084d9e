/** Charts and sheets of images, drawn into files. */
package org.convzoo.tools.picture;
