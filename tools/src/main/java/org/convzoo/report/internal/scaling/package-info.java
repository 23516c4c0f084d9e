/** How fast a network would be trained by several workers, from its report and a link's speed. */
package org.convzoo.report.internal.scaling;
