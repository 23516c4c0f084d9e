package org.convzoo.serve.internal.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** Counts requests, their times, batches and queues. Each server has its own. */
public final class ServerMetrics {

  private static final Duration[] TIMES = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };
  private static final double[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128};

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MeterProvider<Timer> requests =
      Timer.builder("convzoo.requests")
          .description("Requests that were answered, and the time from their header to the answer")
          .serviceLevelObjectives(TIMES)
          .withRegistry(registry);
  private final MeterProvider<Timer> runs =
      Timer.builder("convzoo.runs")
          .description("Runs of models, one for each batch, and their time")
          .serviceLevelObjectives(TIMES)
          .withRegistry(registry);
  private final MeterProvider<DistributionSummary> rows =
      DistributionSummary.builder("convzoo.batch.rows")
          .description("Rows of the batches that models were run on")
          .serviceLevelObjectives(SIZES)
          .withRegistry(registry);

  /**
   * Counts an answered request.
   *
   * @param model it was for, or empty
   * @param operation such as {@code predict}
   */
  public void answered(String model, String operation, int status, Duration time) {
    requests
        .withTags("model", model, "operation", operation, "status", Integer.toString(status))
        .record(time);
  }

  /**
   * Counts a run of a model.
   *
   * @param batch rows of all requests that it answered
   */
  public void ran(String model, int batch, Duration time) {
    rows.withTag("model", model).record(batch);
    runs.withTag("model", model).record(time);
  }

  /** Counts a request that was refused because the queue was full. */
  public void refused(String model) {
    registry.counter("convzoo.refused", "model", model).increment();
  }

  /** Shows a number of a model from now on, asked for whenever metrics are read. */
  public <T> void show(String name, String model, T of, ToDoubleFunction<T> number) {
    Gauge.builder("convzoo." + name, of, number)
        .tags(Tags.of("model", model))
        .strongReference(true)
        .register(registry);
  }

  /** Returns all in the text format of Prometheus, version 0.0.4. */
  public String text() {
    return registry.scrape();
  }

  /** Ends the counting. */
  public void close() {
    registry.close();
  }
}
