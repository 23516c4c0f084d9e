/** The rows of the device check's table. */
package org.convzoo.train.internal.device.row;
