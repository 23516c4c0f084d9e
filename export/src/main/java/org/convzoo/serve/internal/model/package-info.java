/** Models while they are served: their versions on disk, what is loaded, and its batches. */
package org.convzoo.serve.internal.model;
