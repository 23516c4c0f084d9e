package org.convzoo.export;

import java.nio.file.Files;
import java.util.List;
import org.convzoo.ops.image.ImageFiles;
import org.convzoo.ops.image.ImageHeader;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TString;

/** Reads image files into pixels. Several threads may. */
public final class ImageDecoder implements AutoCloseable {

  /** Handing an image over to another thread takes as long as reading a small one. */
  private static final RunOptions IN_THIS_THREAD =
      RunOptions.newBuilder().setInterOpThreadPool(-1).build();

  private final long mostPixels;
  private final Graph reader = new Graph();
  private final Session readerSession;
  private final Operand<TString> path;
  private final Operand<TString> file;
  private final Operand<TFloat64> size;
  private final List<Operand<TFloat32>> readings;

  /**
   * @param channels of the pixels: 1, 3 or 4
   * @param mostPixels that an image may have, by its header: others are refused before they are
   *     decoded
   */
  public ImageDecoder(int channels, long mostPixels) {
    this.mostPixels = mostPixels;
    Ops tf = Ops.create(reader);
    path = tf.placeholder(TString.class);
    Operand<TString> bytes = tf.io.readFile(path);
    file = bytes;
    size = ImageHeader.pixels(tf, bytes);
    // TensorFlow makes grey of a colour PNG or JPEG by itself, but not of a BMP or GIF
    readings =
        channels == 1
            ? List.of(pixels(tf, bytes, 1), grey(tf, pixels(tf, bytes, 3)))
            : List.of(pixels(tf, bytes, channels));
    readerSession = new Session(reader);
  }

  private Operand<TFloat32> pixels(Ops tf, Operand<TString> bytes, int channels) {
    return ImageFiles.decoded(tf, bytes, channels, mostPixels);
  }

  private static Operand<TFloat32> grey(Ops tf, Operand<TFloat32> pixels) {
    var parts = tf.math.mul(pixels, tf.constant(new float[] {0.299f, 0.587f, 0.114f}));
    return tf.math.rint(tf.reduceSum(parts, tf.constant(-1), ReduceSum.keepDims(true)));
  }

  /**
   * Reads an image.
   *
   * @return its pixels, [1,H,W,C], for the caller to close
   * @throws ImageException if it is missing, is no image, or has but one row or column
   */
  public TFloat32 read(ImageSource image) {
    if (image.path() == null) {
      try (TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(image.bytes()))) {
        return read(image, file, bytes);
      }
    }
    if (!Files.isReadable(image.path()) || !Files.isRegularFile(image.path())) {
      throw new ImageException(image.name() + " does not exist or cannot be read");
    }
    try (TString name = TString.scalarOf(image.path().toString())) {
      return read(image, path, name);
    }
  }

  private TFloat32 read(ImageSource image, Operand<TString> from, TString given) {
    for (Operand<TFloat32> reading : readings) {
      try {
        Result read =
            readerSession
                .runner()
                .setOptions(IN_THIS_THREAD)
                .feed(from, given)
                .fetch(reading)
                .run();
        return large(image, (TFloat32) read.get(0));
      } catch (TFResourceExhaustedException e) {
        throw new ImageException(image.name() + " needs more memory than there is");
      } catch (ImageException e) {
        throw e;
      } catch (RuntimeException e) { // TensorFlow has several for what is wrong with an image
        continue;
      }
    }
    double found = pixels(from, given);
    if (found > mostPixels) {
      throw ImageException.tooLarge(
          "%s has %,.0f pixels: more than the %,d that are read"
              .formatted(image.name(), found, mostPixels));
    }
    throw new ImageException(
        image.name() + " cannot be read: it is no PNG, JPEG, BMP or GIF, or damaged");
  }

  /** The pixels that a file's header speaks of, or 0 where it is damaged. */
  private double pixels(Operand<TString> from, TString given) {
    try (Result said = readerSession.runner().feed(from, given).fetch(size).run()) {
      return ((TFloat64) said.get(0)).getDouble();
    } catch (RuntimeException e) { // as when the image is read
      return 0;
    }
  }

  private static TFloat32 large(ImageSource image, TFloat32 pixels) {
    long height = pixels.shape().get(1);
    long width = pixels.shape().get(2);
    if (height < 2 || width < 2) {
      pixels.close();
      throw new ImageException(
          "%s has %dx%d pixels: too few to show anything".formatted(image.name(), width, height));
    }
    return pixels;
  }

  @Override
  public void close() {
    readerSession.close();
    reader.close();
  }
}
