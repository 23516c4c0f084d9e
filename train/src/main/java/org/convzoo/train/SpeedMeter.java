package org.convzoo.train;

/** Images and seconds since an epoch began. */
final class SpeedMeter {
  private final long start = System.nanoTime();
  private long images;

  void add(int more) {
    images += more;
  }

  double imagesPerSecond() {
    return images / ((System.nanoTime() - start) / 1e9);
  }
}
