/** What every package may throw. */
package org.convzoo;
