package org.convzoo.train.data.internal.folder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.train.data.Annotation;
import org.convzoo.train.data.Decoding;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.data.Targets;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** Files of one image each, read and decoded when they are needed. */
final class ImageFiles implements ImageSet {

  private final List<Path> files;
  private final TString paths;
  private final Targets truths;
  private final Decoding decoding;
  private final Function<List<Path>, List<Annotation>> annotations;

  /**
   * Makes the set.
   *
   * @param truths one for each file; its content is closed with the set
   */
  ImageFiles(List<Path> files, Targets truths, Decoding decoding) {
    this(
        List.copyOf(files),
        TString.vectorOf(files.stream().map(Path::toString).toArray(String[]::new)),
        truths,
        decoding,
        all -> List.of());
  }

  private ImageFiles(
      List<Path> files,
      TString paths,
      Targets truths,
      Decoding decoding,
      Function<List<Path>, List<Annotation>> annotations) {
    this.files = files;
    this.paths = paths;
    this.truths = truths;
    this.decoding = decoding;
    this.annotations = annotations;
  }

  /** Returns this set with what reads the annotations of all files: none, or as many. */
  ImageFiles annotated(Function<List<Path>, List<Annotation>> reader) {
    return new ImageFiles(files, paths, truths, decoding, reader);
  }

  @Override
  public Optional<List<Annotation>> annotations() {
    return Annotation.anyOf(annotations.apply(files));
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public int channels() {
    return decoding.channels();
  }

  @Override
  public Optional<Path> file(int number) {
    return Optional.of(files.get(number));
  }

  @Override
  public List<TType> content() {
    List<TType> content = new ArrayList<>(List.of(paths));
    content.addAll(truths.content());
    return content;
  }

  @Override
  public Sample sample(Ops tf, List<Operand<?>> content, Operand<TInt64> number) {
    var path = tf.gather(content.get(0).asOutput().expect(TString.class), number, tf.constant(0));
    Operand<TUint8> image = decoding.image(tf, tf.io.readFile(path));
    List<Operand<?>> rest = content.subList(1, content.size());
    return new Sample(image, truths.of(tf, rest, number, image));
  }
}
