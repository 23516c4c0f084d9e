package org.convzoo.train.recipe;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.task.Task;
import org.convzoo.train.optimizer.FrameworkOptimizer;

/**
 * A recipe as YAML for a reader: with the keys that it leaves out, too, as comments that show a
 * value and say what it means.
 */
public final class AnnotatedRecipe {

  /**
   * A key that a recipe may leave out.
   *
   * @param key with a dot where it is nested
   * @param example a value that every recipe may have
   */
  private record OptionalKey(String key, String example, String meaning) {

    private String parent() {
      return key.contains(".") ? key.substring(0, key.indexOf('.')) : key;
    }

    private String indent() {
      return key.contains(".") ? "  " : "";
    }

    private String name() {
      return key.substring(key.indexOf('.') + 1);
    }

    private boolean isIn(String block) {
      return block.lines().anyMatch(line -> line.startsWith(indent() + name() + ":"));
    }

    private String comment() {
      return "%s# %s: %s  # %s\n".formatted(indent(), name(), example, meaning);
    }

    private boolean suits(Recipe recipe) {
      return switch (key) {
        case "input.resize_shorter_side" ->
            Zoo.get(recipe.network()).spec().task() == Task.CLASSIFICATION;
        case "gradients.clip_norm" -> recipe.gradients().clipValue() == null;
        case "gradients.clip_value" -> recipe.gradients().clipNorm() == null;
        case "warmup" -> !(recipe.optimizer() instanceof FrameworkOptimizer);
        default -> true;
      };
    }
  }

  private static final Pattern TOP_KEY = Pattern.compile("[a-z_]+(?=:)");

  private AnnotatedRecipe() {}

  private static List<OptionalKey> keys(Recipe recipe) {
    int side = Math.max(recipe.input().height(), recipe.input().width());
    return List.of(
        key(
            "insert",
            "[{after: conv1, units: 2}]",
            "units inserted into the network, as by convzoo deepen",
            "none"),
        key("data_dir", "/path/of/photos", "folder of the data set's files", "the usual places"),
        key("max_bad_records", "3", "images that may be unreadable and are left out", "0"),
        key("validation", "0.1", "share of training images held out to choose by", "the test set"),
        key(
            "input.resize_shorter_side",
            "" + side,
            "resize the shorter side to it, cut the middle out",
            "stretch"),
        key("input.max_pixels", "1000000", "of a file with more, none is decoded", "89478485"),
        key("initializer.layers", "{}", "initialisers of single scopes, such as fc6", "none"),
        key("warmup", "{epochs: 0.5, from: 0}", "rise of the learning rate to its base", "none"),
        key("init_from", "/path/of/run", "a run or SavedModel to initialise from", "none"),
        key("gradients.clip_norm", "1", "largest norm of all gradients together", "none"),
        key("gradients.clip_value", "1", "largest absolute value of an element", "none"),
        key(
            "ema_decay",
            "0.999",
            "decay of a moving average of the weights, which is exported",
            "none"),
        key(
            "early_stopping_patience",
            "10",
            "epochs without a better score that end the training",
            "never"));
  }

  private static OptionalKey key(String key, String example, String meaning, String absent) {
    return new OptionalKey(key, example, "%s; where absent: %s".formatted(meaning, absent));
  }

  /** Returns the text, of which a reader makes the same recipe. */
  public static String of(Recipe recipe) {
    Map<String, String> blocks = blocks(Recipes.write(recipe));
    List<OptionalKey> optional = keys(recipe);
    StringBuilder text = new StringBuilder();
    for (RecordComponent component : Recipe.class.getRecordComponents()) {
      String key = SnakeCaseStrategy.INSTANCE.translate(component.getName());
      String block = blocks.getOrDefault(key, "");
      text.append(block);
      optional.stream()
          .filter(each -> each.parent().equals(key) && !each.isIn(block) && each.suits(recipe))
          .forEach(each -> text.append(each.comment()));
    }
    return text.toString();
  }

  /** Splits YAML into its top keys with all that belongs to each. */
  private static Map<String, String> blocks(String yaml) {
    Map<String, String> blocks = new LinkedHashMap<>();
    String key = "";
    for (String line : yaml.lines().toList()) {
      var top = TOP_KEY.matcher(line);
      if (top.lookingAt()) {
        key = top.group();
      }
      blocks.merge(key, line + "\n", String::concat);
    }
    return blocks;
  }
}
