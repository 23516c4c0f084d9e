package org.convzoo.serve.internal.model;

import org.convzoo.serve.internal.metrics.ServerMetrics;
import org.convzoo.serve.option.Batching;
import org.convzoo.serve.option.Engine;

/** How models are loaded and run. */
public record ServingOptions(
    Engine engine, boolean trusted, long mostPixels, Batching batching, ServerMetrics metrics) {}
