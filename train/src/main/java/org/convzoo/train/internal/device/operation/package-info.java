/** Single operations and layers that the device check tries. */
package org.convzoo.train.internal.device.operation;
