package org.convzoo.train.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.convzoo.Require;
import org.convzoo.UsageException;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Deepened;
import org.convzoo.graphs.network.Insertion;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Initialization;
import org.convzoo.ops.augment.Augmentations;
import org.convzoo.ops.augment.sample.Augmentation;
import org.convzoo.ops.image.ImageHeader;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.registry.DataSets;
import org.convzoo.train.optimizer.FrameworkOptimizer;
import org.convzoo.train.optimizer.OptimizerConfig;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Everything about a training that is not architecture. Read from YAML by {@link Recipes}; the
 * keys' names are the components' in snake case.
 *
 * @param network a name of the zoo
 * @param insert units that stand in it besides, which change nothing at first, or null for none
 * @param dataset a name of a data set
 * @param dataDir the folder of its files, or null for the usual places
 * @param maxBadRecords how many images may be left out because they cannot be read, at least 0, or
 *     null for none
 * @param validation the share of the training images that are held out, above 0 and below 1, by
 *     which the best weights are chosen and schedules go; or null to do that by the test images
 * @param input how images are prepared
 * @param augment what is done to training images, in this order
 * @param batchSize images in a step, at least 1
 * @param epochs passes over the training images, at least 1
 * @param initializer first values of kernels and biases
 * @param optimizer how gradients move variables
 * @param learningRate as a function of the step
 * @param warmup what the learning rate does first, or null for what it always does
 * @param labelSmoothing the share of a label that all classes get in equal parts, 0 to below 1, or
 *     null for 0
 * @param auxiliaryLossWeight the weight of each auxiliary head's loss in the sum, at least 0, or
 *     null for the published one; for networks that have such heads
 * @param initFrom a run or a SavedModel to initialise matching weights from, or null for none
 * @param variables which of them move, and how far, or null for the usual
 * @param gradients what is done to them first, or null for nothing
 * @param emaDecay the share that a moving average of the weights keeps at each update, above 0 and
 *     below 1, where the average is what is tested and exported; or null for the weights themselves
 * @param batchNorm how batch norm comes to its statistics, or null for moving averages
 * @param earlyStoppingPatience epochs without a better score until training ends, or null for never
 * @param checkpoint when the state is written
 * @param precision of products, or null for float32
 * @param seed of everything random
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonPropertyOrder({"network", "insert", "dataset", "data_dir", "max_bad_records", "validation"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Recipe(
    @JsonProperty(required = true) String network,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Insertion> insert,
    @JsonProperty(required = true) String dataset,
    String dataDir,
    Integer maxBadRecords,
    Double validation,
    @JsonProperty(required = true) ImageInput input,
    List<Augmentation> augment,
    @JsonProperty(required = true) int batchSize,
    @JsonProperty(required = true) int epochs,
    @JsonProperty(required = true) Initializer initializer,
    @JsonProperty(required = true) OptimizerConfig optimizer,
    @JsonProperty(required = true) Schedule learningRate,
    Warmup warmup,
    Double labelSmoothing,
    Double auxiliaryLossWeight,
    String initFrom,
    ParameterGroups variables,
    Gradients gradients,
    Double emaDecay,
    BatchNormOptions batchNorm,
    Integer earlyStoppingPatience,
    @JsonProperty(required = true) CheckpointFrequency checkpoint,
    Precision precision,
    @JsonProperty(required = true) long seed) {

  public Recipe {
    requirePresent("network", network);
    insert = insert == null ? List.of() : List.copyOf(insert);
    requirePresent("dataset", dataset);
    requirePresent("input", input);
    augment = augment == null ? List.of() : List.copyOf(augment);
    requirePresent("initializer", initializer);
    requirePresent("optimizer", optimizer);
    requirePresent("learning_rate", learningRate);
    requirePresent("checkpoint", checkpoint);
    precision = precision == null ? Precision.FLOAT32 : precision;
    variables = variables == null ? ParameterGroups.USUAL : variables;
    gradients = gradients == null ? Gradients.AS_THEY_ARE : gradients;
    Require.atLeast(0, "max_bad_records", maxBadRecords == null ? 0 : maxBadRecords);
    if (validation != null && !(validation > 0 && validation < 1)) {
      throw new UsageException("validation must be in 0..1, got " + validation);
    }
    if (input.resizeShorterSide() != null) {
      Spec spec = Zoo.get(network).spec();
      if (spec.task() != Task.CLASSIFICATION) {
        throw new UsageException(
            "input.resize_shorter_side is for classification, not %s: leave it out, and images are stretched",
            spec.task().words());
      }
    }
    Require.atLeast(1, "batch_size", batchSize);
    Require.atLeast(1, "epochs", epochs);
    Require.atLeast(
        1, "early_stopping_patience", earlyStoppingPatience == null ? 1 : earlyStoppingPatience);
    labelSmoothing = labelSmoothing == null ? 0 : labelSmoothing;
    Require.share("label_smoothing", labelSmoothing);
    auxiliaryLossWeight = auxiliaryLossWeight(network, auxiliaryLossWeight);
    batchNorm = batchNorm == null ? BatchNormOptions.USUAL : batchNorm;
    if (emaDecay != null && !(emaDecay > 0 && emaDecay < 1)) {
      throw new UsageException("ema_decay must be in 0..1, got " + emaDecay);
    }
    if (warmup != null && warmup.epochs() >= epochs) {
      throw new UsageException(
          "the warm-up ends after %s epochs, but the training after %d", warmup.epochs(), epochs);
    }
    if (optimizer instanceof FrameworkOptimizer) {
      requireConstantRate(learningRate, warmup, variables);
    }
  }

  private static Double auxiliaryLossWeight(String network, Double weight) {
    OptionalDouble published = Zoo.get(network).auxiliaryWeight();
    if (weight == null) {
      return published.isPresent() ? published.getAsDouble() : null;
    }
    if (published.isEmpty()) {
      throw new UsageException(
          "auxiliary_loss_weight is the weight of auxiliary heads, such as googlenet's: %s has none",
          network);
    }
    Require.atLeastZero("auxiliary_loss_weight", weight);
    return weight;
  }

  private static void requireConstantRate(Schedule rate, Warmup warmup, ParameterGroups variables) {
    String what = "this optimizer has one learning rate for all variables and steps: ";
    if (!(rate instanceof Schedule.Constant)) {
      throw new UsageException(what + "learning_rate.schedule must be constant");
    }
    if (warmup != null) {
      throw new UsageException(what + "there can be no warmup");
    }
    if (variables.biasRate() != 1) {
      throw new UsageException(what + "variables.bias_rate must be 1, got " + variables.biasRate());
    }
  }

  /** A recipe for an epoch at a constant rate, with nothing besides and a seed of 1. */
  public static Recipe plain(
      String network,
      String dataset,
      ImageInput input,
      int batch,
      OptimizerConfig optimizer,
      double rate) {
    return new Recipe(
        network,
        null,
        dataset,
        null,
        null,
        null,
        input,
        null,
        batch,
        1,
        Initializer.of(Initializer.Kernels.GLOROT_UNIFORM),
        optimizer,
        new Schedule.Constant(rate),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        new CheckpointFrequency(0, 1),
        null,
        1);
  }

  /** Builds the learning rate, a scalar. */
  public Operand<TFloat32> rate(Ops tf, Schedule.Position at) {
    return warmup == null ? learningRate.build(tf, at) : warmup.build(tf, learningRate, at);
  }

  /** Returns how images come to the network's size, with pixels in 0..1. */
  public Preprocessing framing() {
    return preprocessing(List.of(0f), List.of(1f));
  }

  /** Returns what is done to images before the network sees them, with the mean in numbers. */
  public Preprocessing preprocessing(List<Float> mean) {
    return preprocessing(mean, input.std());
  }

  private Preprocessing preprocessing(List<Float> mean, List<Float> std) {
    return new Preprocessing(
        input.height(), input.width(), input.resizeShorterSide(), input.channels(), mean, std);
  }

  /** Returns what is done to training images before that, with this recipe's seed. */
  public Augmentations augmentations() {
    return new Augmentations(augment, seed);
  }

  /**
   * Opens the data set.
   *
   * @throws IllegalArgumentException if there is none of this name
   * @throws org.convzoo.train.data.DataException if its files cannot be used
   */
  public DataSet openData() {
    Path folder = dataDir == null ? null : Path.of(dataDir);
    return DataSets.open(dataset, folder, size(), maxPixels());
  }

  /** Returns the name of the images by which the best weights are chosen. */
  public String validationName() {
    return validation == null ? DataSet.TEST : DataSet.VALIDATION;
  }

  /** Returns the pixels that an image's file may have. */
  public int maxPixels() {
    return input.maxPixels() == null ? ImageHeader.MOST_PIXELS : input.maxPixels();
  }

  /** Returns the size of what the network sees. */
  public Spec.Input size() {
    return new Spec.Input(input.height(), input.width(), input.channels());
  }

  /** Returns the network, with the units that are inserted into it. */
  public Network architecture() {
    Network published = Zoo.get(network);
    return insert.isEmpty() ? published : new Deepened(published, insert);
  }

  /** Returns how kernels start, with this recipe's seed. */
  public Initialization initialization() {
    return Deepened.start(initializer.initialization(seed), insert);
  }

  private static void requirePresent(String key, Object value) {
    if (value == null) {
      throw new UsageException("the key \"%s\" has no value", key);
    }
  }
}
