/** Programs that this one starts. */
package org.convzoo.tools.process;
