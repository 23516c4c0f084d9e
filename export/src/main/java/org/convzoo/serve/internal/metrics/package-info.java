/** What the server counts, for Prometheus. */
package org.convzoo.serve.internal.metrics;
