/**
 * The check of a GPU against the CPU: single operations, layers, training steps, towers on two
 * devices, speed. The CPU can be checked against itself, which shows that the check works.
 */
package org.convzoo.train.internal.device;
