/** Tables, pages and what is printed. */
package org.convzoo.tools.view;
