/** The graph of an exported model, its signatures, and how they are written. */
package org.convzoo.export.internal.graph;
