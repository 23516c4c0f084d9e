package org.convzoo.export.card;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.convzoo.Version;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.NetworkCounts;
import org.convzoo.graphs.network.Spec;
import org.convzoo.internal.files.RegularFiles;
import org.tensorflow.TensorFlow;

/**
 * What an exported model says of itself, in {@code assets.extra/model-card.json}; the keys are the
 * names here in snake case.
 *
 * @param task such as {@code classification}
 * @param input that its images come to
 * @param parameters that are trained; of folded batch norms, as they were before
 * @param multiplyAdds of convolutions and dense layers for an image of that size
 * @param weights how the graph holds them: {@code constants}, {@code folded} or {@code variables}
 * @param training absent where it is not known
 * @param convzoo the version that exported it
 * @param tensorflow the version of TensorFlow's library
 * @param exported when, in UTC
 * @param files SHA-256 of every other file, in hexadecimal digits, by its path in the folder
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelCard(
    String network,
    PublishedIn paper,
    String task,
    Spec.Input input,
    int classes,
    long parameters,
    long multiplyAdds,
    String weights,
    Provenance training,
    String convzoo,
    String tensorflow,
    String exported,
    Map<String, String> files) {

  /** Where it stands in the folder of an exported model. */
  public static final Path FILE = Path.of("assets.extra", "model-card.json");

  private static final int LARGEST = 1 << 20; // bytes of a card

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * The network's paper.
   *
   * @param citation where it was published, with the table or figure that shows the network
   */
  public record PublishedIn(String title, String authors, int year, String citation) {}

  /**
   * Makes the card of what stands in a folder.
   *
   * @param input size of the network's images
   * @param weights how the graph holds them
   * @param training or null where it is not known
   */
  public static ModelCard of(
      Path folder,
      Network network,
      Spec.Input input,
      int classes,
      String weights,
      Provenance training)
      throws IOException {
    Spec spec = network.spec();
    NetworkCounts counts = NetworkCounts.of(network, input, classes);
    return new ModelCard(
        spec.name(),
        new PublishedIn(spec.title(), spec.authors(), spec.year(), spec.citation()),
        spec.task().words(),
        input,
        classes,
        counts.parameters(),
        counts.multiplyAdds(),
        weights,
        training,
        Version.NUMBER,
        TensorFlow.version(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        FileDigests.of(folder).files());
  }

  /** Writes it into the folder. */
  public void write(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    Files.createDirectories(file.getParent());
    Files.writeString(file, JSON.writeValueAsString(this) + "\n");
  }

  /**
   * Reads the card of a model.
   *
   * @return nothing where there is none, as in models of other makers
   * @throws IOException if it cannot be read, or is not JSON
   */
  static Optional<JsonNode> read(Path folder) throws IOException {
    Path card = folder.resolve(FILE);
    if (!Files.exists(card)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(RegularFiles.bytes(card, LARGEST)));
    } catch (JsonProcessingException e) {
      throw new IOException(card + " is not JSON", e);
    }
  }

  /**
   * Returns the size of images that a model's card names.
   *
   * @return nothing where there is no card, or it names none
   * @throws IOException if the card cannot be read
   */
  public static Optional<Spec.Input> input(Path folder) throws IOException {
    JsonNode input = read(folder).map(card -> card.path("input")).orElse(MissingNode.getInstance());
    int height = input.path("height").asInt();
    int width = input.path("width").asInt();
    int channels = input.path("channels").asInt();
    return Math.min(Math.min(height, width), channels) < 1
        ? Optional.empty()
        : Optional.of(new Spec.Input(height, width, channels));
  }
}
