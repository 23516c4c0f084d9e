package org.convzoo.tools.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.convzoo.Require;
import org.convzoo.UsageException;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec.Input;
import org.convzoo.ops.Phase;
import org.convzoo.report.source.Feed;
import org.convzoo.report.source.GraphSource;
import org.convzoo.report.source.Setup;
import org.convzoo.train.data.registry.DataSets;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.run.Run;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Which graph is meant, and for which images. */
public final class GraphSourceOptions {

  @Parameters(
      index = "0",
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
      names = "--channels",
      paramLabel = "N",
      description = "Of the images of a network: 1 for grey, 3 for RGB. Default: its own.")
  private Integer channels;

  @Option(
      names = "--classes",
      paramLabel = "N",
      description = "That a network tells apart. Default: those of its paper.")
  private Integer classes;

  @Option(
      names = "--recipe",
      paramLabel = "RECIPE",
      description =
          "What a network's recipe trains it on: its images' size and channels, and the classes of"
              + " its data set where they are always as many. A name or a YAML file, as for train.")
  private String recipe;

  @Option(
      names = {"--batch-size", "--batch"},
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
  public GraphSource open() throws IOException {
    return open(what, List.of());
  }

  /**
   * Opens what is meant with its towers on devices.
   *
   * @throws IllegalArgumentException if there are devices, and it has no towers to be drawn
   */
  public GraphSource open(List<String> towers) throws IOException {
    return open(what, towers);
  }

  /** Opens another subject with the same options. */
  public GraphSource open(String other) throws IOException {
    return open(other, List.of());
  }

  private GraphSource open(String other, List<String> towers) throws IOException {
    boolean known = Zoo.all().stream().anyMatch(n -> n.spec().name().equals(other));
    Path path = Path.of(other);
    if (known || !Files.exists(path)) {
      boolean isPath = path.getNameCount() > 1 || path.isAbsolute() || other.endsWith(".pb");
      if (!known && isPath) {
        throw new UsageException("there is no file or folder " + other);
      }
      Network network = Zoo.get(other);
      return GraphSource.network(network, setup(network).withTowers(towers));
    }
    if (channels != null || classes != null || recipe != null) {
      throw new UsageException(
          "%s is as it is: --channels, --classes and --recipe are for a network of the zoo", other);
    }
    boolean saved = Files.exists(path.resolve("saved_model.pb"));
    if (!saved && Files.isDirectory(path)) {
      Run run = Run.open(path, Map.of());
      Setup setup = setup(run.recipe().architecture()).withSize(sized(run.recipe().size()));
      return GraphSource.run(run, setup.withTowers(towers));
    }
    if (!towers.isEmpty()) {
      throw new UsageException(
          "the devices of %s are its own: --towers is for a network or a run", other);
    }
    return saved
        ? GraphSource.savedModel(path, signature, feed())
        : GraphSource.frozen(path, feed());
  }

  private Setup setup(Network network) {
    Setup setup = Setup.of(network).withPhase(phase).withBatch(batch == null ? 1 : batch);
    Input input = setup.size();
    int told = setup.classes();
    if (recipe != null) {
      Recipe chosen = ChosenRecipe.of(network.spec().name(), recipe, Map.of());
      input = chosen.size();
      told = DataSets.classes(chosen.dataset()).orElse(told);
    }
    if (channels != null) {
      Require.atLeast(1, "--channels", channels);
      input = new Input(input.height(), input.width(), channels);
    }
    return setup.withSize(sized(input)).withClasses(classes == null ? told : classes);
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
