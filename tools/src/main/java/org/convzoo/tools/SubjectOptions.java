package org.convzoo.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.convzoo.graphs.Network;
import org.convzoo.graphs.Spec.Input;
import org.convzoo.graphs.Zoo;
import org.convzoo.ops.Phase;
import org.convzoo.report.Feed;
import org.convzoo.report.Subject;
import org.convzoo.train.Run;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Which graph is meant, and for which images. */
final class SubjectOptions {

  @Parameters(
      paramLabel = "WHAT",
      description =
          "A network of the zoo, the directory of a run or of a SavedModel, or a frozen graph's"
              + " file.")
  private String what;

  @Option(
      names = "--input-size",
      paramLabel = "HxW|N",
      converter = SizeConverter.class,
      description = "Images of these pixels, rows by columns. Default: the subject's own.")
  private Size size;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description =
          "Images in a batch; counts are for all of them. Default: 1, or what a file is fixed to.")
  private Integer batch;

  @Option(
      names = "--signature",
      paramLabel = "NAME",
      defaultValue = "serving_default",
      description = "Of a SavedModel. Default: ${DEFAULT-VALUE}.")
  private String signature;

  @Option(
      names = "--phase",
      defaultValue = "inference",
      description =
          "inference, or training: the forward pass with auxiliary heads and dropout, for what"
              + " is drawn here. Default: ${DEFAULT-VALUE}.")
  private Phase phase;

  private record Size(int height, int width) {}

  static final class SizeConverter implements ITypeConverter<Size> {

    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,4})(?:x([1-9]\\d{0,4}))?");

    @Override
    public Size convert(String text) {
      Matcher parts = FORM.matcher(text.toLowerCase(Locale.ROOT));
      if (!parts.matches()) {
        throw new TypeConversionException("pixels are given like 224 or 480x640, got " + text);
      }
      int height = Integer.parseInt(parts.group(1));
      return new Size(height, parts.group(2) == null ? height : Integer.parseInt(parts.group(2)));
    }
  }

  /** Opens what is meant; the caller closes it. */
  Subject open() throws IOException {
    return open(what, List.of());
  }

  /**
   * Opens what is meant with its towers on devices.
   *
   * @throws IllegalArgumentException if there are devices, and it has no towers to be drawn
   */
  Subject open(List<String> towers) throws IOException {
    return open(what, towers);
  }

  /** Opens another subject with the same options. */
  Subject open(String other) throws IOException {
    return open(other, List.of());
  }

  private Subject open(String other, List<String> towers) throws IOException {
    boolean known = Zoo.all().stream().anyMatch(n -> n.spec().name().equals(other));
    Path path = Path.of(other);
    int images = batch == null ? 1 : batch;
    boolean saved = !known && Files.exists(path.resolve("saved_model.pb"));
    boolean folder = !known && !saved && Files.isDirectory(path);
    boolean frozen = !known && !saved && !folder && Files.exists(path);
    if ((saved || frozen) && !towers.isEmpty()) {
      throw new IllegalArgumentException(
          "the devices of %s are its own: --towers is for a network or a run".formatted(other));
    }
    if (saved) {
      return Subject.savedModel(path, signature, feed());
    }
    if (frozen) {
      return Subject.frozen(path, feed());
    }
    if (folder) {
      Run run = Run.open(path, Map.of());
      return Subject.run(run, sized(run.recipe().size()), images, phase, towers);
    }
    if (!known && (path.getNameCount() > 1 || path.isAbsolute() || other.endsWith(".pb"))) {
      throw new IllegalArgumentException("there is no file or folder " + other);
    }
    Network network = Zoo.get(other);
    return Subject.network(network, sized(network.spec().input()), images, phase, towers);
  }

  private Feed feed() {
    return new Feed(
        batch == null ? OptionalInt.empty() : OptionalInt.of(batch),
        size == null ? OptionalInt.empty() : OptionalInt.of(size.height),
        size == null ? OptionalInt.empty() : OptionalInt.of(size.width));
  }

  private Input sized(Input own) {
    return size == null ? own : new Input(size.height, size.width, own.channels());
  }
}
