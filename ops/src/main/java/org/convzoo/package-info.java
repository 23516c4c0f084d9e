/** What every package may throw, and the version of them all. */
package org.convzoo;
