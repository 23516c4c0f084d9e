/** Tensors on Java's side: read from requests, joined to batches, handed back in parts. */
package org.convzoo.serve.internal.tensor;
