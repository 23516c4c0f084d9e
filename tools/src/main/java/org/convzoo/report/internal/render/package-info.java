/** Letters, colours and pixels of drawings. */
package org.convzoo.report.internal.render;
