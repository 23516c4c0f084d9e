/** Random numbers that are functions of a seed and of what they are for. */
package org.convzoo.ops.random;
