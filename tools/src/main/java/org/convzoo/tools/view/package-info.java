/** Tables, charts, pictures and pages. */
package org.convzoo.tools.view;
