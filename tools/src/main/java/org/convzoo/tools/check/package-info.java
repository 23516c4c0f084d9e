/** {@code convzoo doctor}: this machine and its GPU. */
package org.convzoo.tools.check;
