package org.convzoo.train.internal.device.row;

/** How fast batches come, where nothing is done with them. */
public record PipelineRow(String data, String size, int batch, double imagesPerSecond)
    implements Row {

  @Override
  public String table() {
    return "pipeline";
  }
}
