/** Where a graph comes from: a network of the zoo, a run, a SavedModel or a frozen file. */
package org.convzoo.report.source;
