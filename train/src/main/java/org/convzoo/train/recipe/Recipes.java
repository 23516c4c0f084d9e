package org.convzoo.train.recipe;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.convzoo.UsageException;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.Task;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.ops.augment.sample.Augmentation;
import org.convzoo.train.data.registry.DataSets;

/** Reads and writes recipes: those shipped with Convzoo, and files of one's own. */
public final class Recipes {

  /** The purposes for which recipes are shipped, the first for every network. */
  public static final List<String> PURPOSES =
      List.of(
          "default",
          "quick",
          "fashion",
          "d2l",
          "d2l-adam",
          "paper",
          "paper-256",
          "paper-384",
          "large-batch");

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .addMixIn(Augmentation.class, Augment.class)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.USE_NATIVE_TYPE_ID)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .build();

  private static final String FOLDER = "recipes/%s.yaml";

  /** Whose recipes those classifiers take that have none of their own for a purpose. */
  private static final String CLASSIFIER = "classifier";

  /** The side of its images in pixels, where the network's own is larger. */
  private static final int LARGEST = 96;

  /** Bytes that a recipe's file may have: parsers of YAML take time by the square of it. */
  private static final int LARGEST_FILE = 1 << 20;

  private Recipes() {}

  /**
   * Reads the recipe of a network for a purpose.
   *
   * @param changes values by dotted key, such as {@code optimizer.momentum}, that replace the
   *     recipe's
   * @throws IllegalArgumentException if there is no such recipe, a key is unknown or a value is out
   *     of range
   */
  public static Recipe shipped(String network, String purpose, Map<String, String> changes) {
    String own = "%s/%s".formatted(network, purpose);
    if (isShipped(own)) {
      return parse("recipe " + purpose, tree(own), changes);
    }
    if (!purposes(network).contains(purpose)) {
      throw new UsageException(
          "there is no recipe \"%s\" for %s; there is: %s",
          purpose, network, String.join(", ", purposes(network)));
    }
    return parse("recipe " + purpose, fitted(Zoo.get(network).spec(), purpose), changes);
  }

  /** The recipe for every classifier, at a size that suits this one. */
  private static ObjectNode fitted(Spec spec, String purpose) {
    ObjectNode recipe = (ObjectNode) tree(CLASSIFIER + "/" + purpose);
    recipe.put("network", spec.name());
    recipe
        .withObject("/input")
        .put("height", Math.min(spec.input().height(), LARGEST))
        .put("width", Math.min(spec.input().width(), LARGEST));
    return recipe;
  }

  private static boolean isShipped(String name) {
    return Recipes.class.getResource(FOLDER.formatted(name)) != null;
  }

  private static JsonNode tree(String name) {
    try (InputStream in = Recipes.class.getResourceAsStream(FOLDER.formatted(name))) {
      return YAML.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what the recipe of a network for a purpose says of itself, in a line. */
  public static String about(String network, String purpose) {
    String own = "%s/%s".formatted(network, purpose);
    String name = isShipped(own) ? own : CLASSIFIER + "/" + purpose;
    try (InputStream in = Recipes.class.getResourceAsStream(FOLDER.formatted(name))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().findFirst().orElseThrow().replaceFirst("^# ", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the purposes for which {@code network} has a recipe. */
  public static List<String> purposes(String network) {
    boolean classifier = Zoo.get(network).spec().task() == Task.CLASSIFICATION;
    return PURPOSES.stream()
        .filter(p -> isShipped(network + "/" + p) || classifier && isShipped(CLASSIFIER + "/" + p))
        .toList();
  }

  /**
   * Reads a recipe from a file.
   *
   * @param changes as for {@link #shipped}
   * @throws IllegalArgumentException if the file is no recipe
   * @throws UncheckedIOException if it cannot be read
   */
  public static Recipe read(Path file, Map<String, String> changes) {
    if (!Files.exists(file)) {
      throw new UsageException("there is no recipe " + file);
    }
    try {
      return parse(file.toString(), YAML.readTree(RegularFiles.text(file, LARGEST_FILE)), changes);
    } catch (MismatchedInputException e) { // of the reader's settings only this asks for a kind
      throw new UsageException(file + " holds more than one document", e);
    } catch (JsonProcessingException e) {
      throw new UsageException(
          "%s is not YAML: line %d: %s"
              .formatted(
                  file,
                  e.getLocation().getLineNr(),
                  e.getOriginalMessage().replaceFirst("(?s),? got this instead: <.*", "")),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be read".formatted(file), e);
    }
  }

  /**
   * Returns a recipe with other values.
   *
   * @param changes as for {@link #shipped}
   * @throws IllegalArgumentException if a key is unknown or a value is out of range
   */
  public static Recipe with(Recipe recipe, Map<String, String> changes) {
    return parse("recipe", YAML.valueToTree(recipe), changes);
  }

  /** Returns the recipe as YAML, every value resolved. */
  public static String write(Recipe recipe) {
    try {
      return YAML.writeValueAsString(recipe);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns the recipe as a tree, every value resolved, for others to read: without {@code
   * data_dir}, which is a folder of this machine.
   */
  public static JsonNode published(Recipe recipe) {
    return YAML.<ObjectNode>valueToTree(recipe).without("data_dir");
  }

  /**
   * Reads augmentations alone, written as in a recipe.
   *
   * @throws IllegalArgumentException if one is unknown or a value is out of range
   */
  public static List<Augmentation> augmentations(String list) {
    try {
      ObjectNode root = YAML.createObjectNode();
      root.set("augment", YAML.readTree(list));
      Augment.spellOut(root);
      return List.of(YAML.treeToValue(root.get("augment"), Augmentation[].class));
    } catch (JsonProcessingException e) {
      throw new UsageException("augment: " + RecipeErrors.explain(e), e);
    }
  }

  private static Recipe parse(String source, JsonNode tree, Map<String, String> changes) {
    if (!(tree instanceof ObjectNode root)) {
      throw new UsageException(source + " is empty or not a list of keys and values");
    }
    try {
      RenamedKeys.replace(root);
      for (Map.Entry<String, String> change : changes.entrySet()) {
        JsonNode value = value(change.getKey(), change.getValue());
        set(root, RenamedKeys.now(change.getKey(), value), value);
      }
      RenamedKeys.replace(root);
      Augment.spellOut(root);
      if (root.get("input") instanceof ObjectNode input && !input.has("channels")) {
        input.put("channels", DataSets.channels(root.path("dataset").asText()));
      }
      return YAML.treeToValue(root, Recipe.class);
    } catch (JsonProcessingException e) {
      throw new UsageException(source + ": " + RecipeErrors.explain(e), e);
    }
  }

  /** Returns what a key is called now, which may be one of a recipe of an earlier version. */
  public static String currentKey(String key) {
    return RenamedKeys.now(key);
  }

  private static JsonNode value(String key, String text) {
    try {
      return YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UsageException("%s cannot be \"%s\"".formatted(key, text), e);
    }
  }

  static void set(ObjectNode root, String dotted, JsonNode value) {
    if (value.isMissingNode()) {
      throw new UsageException("no value is given for " + dotted);
    }
    String[] keys = dotted.split("\\.", -1);
    ObjectNode at = root;
    for (int i = 0; i < keys.length - 1; i++) {
      at = at.get(keys[i]) instanceof ObjectNode inner ? inner : at.putObject(keys[i]);
    }
    at.set(keys[keys.length - 1], value);
  }
}
