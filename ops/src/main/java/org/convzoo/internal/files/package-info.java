/** Files as the outside gives and keeps them: only regular ones are read, and within limits. */
package org.convzoo.internal.files;
