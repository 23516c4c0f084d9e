package org.convzoo.train.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Refusal;
import org.convzoo.ops.Variables;
import org.convzoo.ops.augment.Flip;
import org.convzoo.ops.augment.Rescale;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.optimizer.Adam;
import org.convzoo.train.optimizer.Nesterov;
import org.convzoo.train.optimizer.Sgd;
import org.convzoo.train.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Recipes: those that are shipped, and what is said of wrong ones. */
class RecipesTest {

  private static final String MINE =
      """
      network: lenet
      dataset: fashion-mnist
      input:
        height: 28
        width: 28
        channels: 1
        mean: [0.25]
        std: 0.5
      augment:
        - flip
      batch_size: 32
      epochs: 3
      initializer:
        kernels: normal
        stddev: 0.01
      optimizer:
        name: sgd
        momentum: 0.9
        weight_decay: 0.0005
      learning_rate:
        schedule: step
        base: 0.01
        factor: 0.1
        every: 2
      warmup:
        epochs: 0.5
        from: 0.001
      variables:
        weight_decay_on: all
        bias_rate: 2
        frozen: conv1
      label_smoothing: 0.1
      init_from: runs/mine
      gradients:
        accumulate: 4
        clip_norm: 1.5
      ema_decay: 0.999
      batch_norm:
        statistics: moving_average
      early_stopping_patience: 5
      checkpoint:
        every: 100
        keep: 3
      seed: 7
      """;

  @TempDir Path folder;

  static List<String[]> shipped() {
    List<String[]> all = new ArrayList<>();
    for (Network network : Zoo.all()) {
      String name = network.spec().name();
      for (String purpose : Recipes.purposes(name)) {
        all.add(new String[] {name, purpose});
      }
    }
    return all;
  }

  /** The recipes with sizes of their own: at their papers' all networks are drawn elsewhere. */
  static List<String[]> sized() {
    return shipped().stream()
        .filter(recipe -> !recipe[1].equals("quick") && !recipe[1].startsWith("paper"))
        .toList();
  }

  @Test
  void quickRecipesTakeTheEmbeddedImagesNoLargerThanTheDefault() {
    for (String[] name : shipped()) {
      if (name[1].equals("quick")) {
        Recipe quick = Recipes.shipped(name[0], "quick", Map.of());
        int most = Recipes.shipped(name[0], "default", Map.of()).input().height();
        assertTrue(quick.input().height() <= most && quick.epochs() <= 15, name[0]);
        assertEquals(FashionMnist.EMBEDDED, quick.dataset());
      }
    }
  }

  @Test
  void papersRecipesHaveTheSizesOfThePapers() {
    for (String[] name : shipped()) {
      if (name[1].equals("paper")) {
        Recipe recipe = Recipes.shipped(name[0], name[1], Map.of());
        assertEquals(Zoo.get(name[0]).spec().input(), recipe.size(), name[0]);
        boolean imageNet = recipe.dataset().equals("tfrecord");
        assertEquals(imageNet ? 256 : null, recipe.input().resizeShorterSide(), name[0]);
      }
    }
  }

  @Test
  void shorterSideIsForClassifiers() {
    Map<String, String> shorter = Map.of("input.resize_shorter_side", "600");
    assertEquals(
        "recipe default: input.resize_shorter_side is for classification, not segmentation:"
            + " leave it out, and images are stretched",
        Refusal.of(() -> Recipes.shipped("unet", "default", shorter)));
  }

  @ParameterizedTest
  @CsvSource({"fashion-mnist, 1", "kmnist, 1", "shapes, 1", "cifar10, 3", "folder, 3", "csv, 3"})
  void channelsAreTheDataSetsWhereNobodySaysOther(String dataset, int channels) {
    Map<String, String> photos = Map.of("dataset", dataset);
    assertEquals(channels, Recipes.shipped("resnet18", "default", photos).size().channels());
    Map<String, String> grey = Map.of("dataset", dataset, "input.channels", "1");
    assertEquals(1, Recipes.shipped("resnet18", "default", grey).size().channels());
  }

  /** Batch, epochs, optimiser and rates as the papers' sections on training have them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          resnet20          | 128 | 164 | Sgd[momentum=0.9, weightDecay=1.0E-4]      | MultiStep[base=0.1, factor=0.1, at=[82, 123]]
          resnet110         | 128 | 164 | Sgd[momentum=0.9, weightDecay=1.0E-4]      | MultiStep[base=0.1, factor=0.1, at=[82, 123]]
          resnet110-scaled  | 128 | 164 | Sgd[momentum=0.9, weightDecay=1.0E-4]      | MultiStep[base=0.1, factor=0.1, at=[82, 123]]
          wrn-28-10         | 128 | 200 | Nesterov[momentum=0.9, weightDecay=5.0E-4] | MultiStep[base=0.1, factor=0.2, at=[60, 120, 160]]
          wrn-40-8          | 128 | 200 | Nesterov[momentum=0.9, weightDecay=5.0E-4] | MultiStep[base=0.1, factor=0.2, at=[60, 120, 160]]
          densenet40-k12    | 64  | 300 | Nesterov[momentum=0.9, weightDecay=1.0E-4] | MultiStep[base=0.1, factor=0.1, at=[150, 225]]
          densenet121       | 256 | 90  | Nesterov[momentum=0.9, weightDecay=1.0E-4] | MultiStep[base=0.1, factor=0.1, at=[30, 60]]
          vgg16             | 256 | 74  | Sgd[momentum=0.9, weightDecay=5.0E-4]      | Plateau[base=0.01, factor=0.1, patience=5]
          resnet50          | 256 | 120 | Sgd[momentum=0.9, weightDecay=1.0E-4]      | Plateau[base=0.1, factor=0.1, patience=5]
          googlenet         | 32  | 250 | Sgd[momentum=0.9, weightDecay=2.0E-4]      | Step[base=0.01, factor=0.96, every=8]
          unet              | 1   | 1000| Sgd[momentum=0.99, weightDecay=0.0]        | Constant[base=0.001]
          """)
  void papersRecipesTrainAsThePapers(
      String network, int batch, int epochs, String optimizer, String rate) {
    Recipe paper = Recipes.shipped(network, "paper", Map.of());
    assertEquals(batch, paper.batchSize());
    assertEquals(epochs, paper.epochs());
    assertEquals(optimizer, paper.optimizer().toString());
    assertEquals(rate, paper.learningRate().toString());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("sized")
  void shippedRecipeCanBeDrawn(String name, String purpose) {
    Recipe recipe = Recipes.shipped(name, purpose, Map.of());
    assertEquals(name, recipe.network());
    try (Graph graph = new Graph()) {
      Variables variables = Variables.starting(graph, recipe.initialization());
      ImageInput size = recipe.input();
      Shape shape = Shape.of(-1, size.height(), size.width(), size.channels());
      var pixels = variables.root().placeholder(TFloat32.class, Placeholder.shape(shape));
      Run run = new Run(folder, recipe, FashionMnist.LABELS);
      var input = run.preprocessing().apply(variables.root(), pixels);
      Layers net = Layers.training(variables, variables.root().constant(0L), recipe.seed());
      Spec spec = Zoo.get(name).spec();
      boolean classifier = spec.task() == Task.CLASSIFICATION;
      int classes = classifier ? FashionMnist.LABELS.size() : spec.classes();
      var logits = Zoo.get(name).build(net, input, classes).main();
      assertEquals(classifier ? 2 : 4, logits.shape().numDimensions());
      assertTrue(!classifier || logits.shape().get(1) == 10);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shipped")
  void shippedRecipeIsWrittenAndReadBackEqual(String name, String purpose) throws IOException {
    Recipe recipe = Recipes.shipped(name, purpose, Map.of());
    Path file = Files.writeString(folder.resolve("recipe.yaml"), Recipes.write(recipe));
    assertEquals(recipe, Recipes.read(file, Map.of()));
    assertEquals(Recipes.write(recipe), Recipes.write(Recipes.read(file, Map.of())));
  }

  @Test
  void everyNetworkHasADefaultRecipe() {
    for (Network network : Zoo.all()) {
      List<String> purposes = Recipes.purposes(network.spec().name());
      assertTrue(purposes.contains("default"), network.spec().name());
    }
  }

  @Test
  void everyShippedRecipeBelongsToANetwork() throws Exception {
    Path recipes = Path.of("../train/src/main/resources/org/convzoo/train/recipe/recipes");
    try (Stream<Path> networks = Files.list(recipes)) {
      networks
          .map(network -> network.getFileName().toString())
          .filter(network -> !network.equals("classifier"))
          .forEach(Zoo::get);
    }
  }

  @Test
  void everyRecipeSaysOfItselfWhatItIsInALine() {
    for (String[] recipe : shipped()) {
      String about = Recipes.about(recipe[0], recipe[1]);
      assertTrue(about.matches("[A-Z].*\\.") && about.length() < 110, about);
    }
  }

  /** The figures of the book's own code. */
  @ParameterizedTest
  @CsvSource({
    "lenet, 28, 256, 0.9, 10",
    "lenet-bn, 28, 256, 1.0, 10",
    "alexnet-d2l, 224, 128, 0.01, 10",
    "vgg11-d2l, 224, 128, 0.05, 10",
    "nin, 224, 128, 0.1, 10",
    "googlenet-d2l, 96, 128, 0.1, 10",
    "resnet18-d2l, 96, 256, 0.05, 10",
    "densenet-d2l, 96, 256, 0.1, 10",
    "lenet-d2l-first, 28, 256, 0.9, 5",
    "lenet-d2l-first-bn, 28, 256, 1.0, 5",
    "alexnet-d2l-first, 224, 128, 0.01, 5"
  })
  void recipesOfDiveIntoDeepLearningAreTheBooks(
      String name, int size, int batch, double rate, int epochs) {
    Recipe recipe = Recipes.shipped(name, "d2l", Map.of());
    assertEquals(new ImageInput(size, size, null, 1, null, null, null), recipe.input());
    assertEquals(batch, recipe.batchSize());
    assertEquals(epochs, recipe.epochs());
    assertEquals(new Sgd(0, 0), recipe.optimizer());
    assertEquals(new Schedule.Constant(rate), recipe.learningRate());
    assertEquals(Initializer.Kernels.GLOROT_UNIFORM, recipe.initializer().kernels());
  }

  /** The form with Adam of the eight networks of the book's second edition. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "lenet",
        "lenet-bn",
        "alexnet-d2l",
        "vgg11-d2l",
        "nin",
        "googlenet-d2l",
        "resnet18-d2l",
        "densenet-d2l"
      })
  void diveIntoDeepLearningHasAFormWithAdam(String name) {
    Recipe recipe = Recipes.shipped(name, "d2l-adam", Map.of());
    assertEquals(Recipes.shipped(name, "d2l", Map.of()).input(), recipe.input());
    assertEquals(256, recipe.batchSize());
    assertEquals(5, recipe.epochs());
    assertEquals(new Adam(null, null, null, 0), recipe.optimizer());
    assertEquals(new Schedule.Constant(0.001), recipe.learningRate());
  }

  /** Simonyan, Zisserman 2015, section 3.1, and the column S of table 3. */
  @ParameterizedTest
  @CsvSource({
    "vgg11, paper, 256, 256, 0.01",
    "vgg11-lrn, paper, 256, 256, 0.01",
    "vgg13, paper, 256, 256, 0.01",
    "vgg16-c, paper-256, 256, 256, 0.01",
    "vgg16-c, paper-384, 384, 384, 0.001",
    "vgg16-c, paper, 256, 512, 0.01",
    "vgg16, paper-256, 256, 256, 0.01",
    "vgg16, paper-384, 384, 384, 0.001",
    "vgg16, paper, 256, 512, 0.01",
    "vgg19, paper-256, 256, 256, 0.01",
    "vgg19, paper-384, 384, 384, 0.001",
    "vgg19, paper, 256, 512, 0.01"
  })
  void vggIsTrainedAtTheScalesOfTable3(
      String name, String purpose, int least, int most, double rate) {
    Recipe recipe = Recipes.shipped(name, purpose, Map.of());
    assertEquals(new Rescale(List.of(least, most)), recipe.augment().get(0));
    assertEquals(256, recipe.batchSize());
    assertEquals(new Sgd(0.9, 0.0005), recipe.optimizer());
    assertEquals(rate, recipe.learningRate().base());
  }

  /**
   * Caffe's cifar10_quick: 4,000 steps of 100 images are 8 epochs of 50,000, and 1,000 more are 2.
   */
  @Test
  void quickCifarIsCaffesExample() {
    Recipe paper = Recipes.shipped("cifar10-quick", "paper", Map.of());
    assertEquals(100, paper.batchSize());
    assertEquals(10, paper.epochs());
    assertEquals(new Sgd(0.9, 0.004), paper.optimizer());
    assertEquals("MultiStep[base=0.001, factor=0.1, at=[8]]", paper.learningRate().toString());
    assertEquals(0.0001, paper.initializer().layers().get("conv1").stddev());
    assertEquals(2, paper.variables().biasRate());
  }

  /**
   * Goyal et al. 2017, sections 2.2 and 5.1. An epoch of 1,281,167 images are 157 steps of 8,192,
   * and one of their k = 32 parts of 256 images trains at 0.1.
   */
  @Test
  void largeBatchesAreThoseOfTrainingImageNetInOneHour() {
    Recipe recipe = Recipes.shipped("resnet50", "large-batch", Map.of());
    assertEquals(32 * 256, recipe.batchSize());
    assertEquals(90, recipe.epochs());
    assertEquals(new Nesterov(0.9, 0.0001), recipe.optimizer());
    assertEquals(
        "MultiStep[base=3.2, factor=0.1, at=[30, 60, 80]]", recipe.learningRate().toString());
    assertEquals(32 * 0.1, recipe.learningRate().base(), 1e-12);
    assertEquals(new Warmup(5, 0.1, null), recipe.warmup());
    assertEquals(0.01, recipe.initializer().layers().get("fc").stddev());
  }

  @Test
  void alexNetsPaperIsSectionFive() {
    Recipe paper = Recipes.shipped("alexnet", "paper", Map.of());
    assertEquals(128, paper.batchSize());
    assertEquals(90, paper.epochs());
    assertEquals(new Sgd(0.9, 0.0005), paper.optimizer());
    assertEquals(Initializer.Kernels.RANDOM_NORMAL, paper.initializer().kernels());
    assertEquals(0.01, paper.initializer().stddev());
    assertEquals(0.01, paper.learningRate().base());
    assertEquals(
        ParameterGroups.WeightDecayOn.KERNELS_AND_BIASES,
        paper.variables().weightDecayOn()); // every w
  }

  @Test
  void valuesAreTheFiles() throws IOException {
    Recipe recipe = read(MINE);
    assertEquals(
        new Recipe(
            "lenet",
            List.of(),
            "fashion-mnist",
            null,
            null,
            null,
            new ImageInput(28, 28, null, 1, new Mean(List.of(0.25f)), List.of(0.5f), null),
            List.of(new Flip()),
            32,
            3,
            new Initializer(Initializer.Kernels.RANDOM_NORMAL, 0.01, null, null, null, null),
            new Sgd(0.9, 0.0005),
            new Schedule.Step(0.01, 0.1, 2),
            new Warmup(0.5, 0.001, null),
            0.1,
            null,
            "runs/mine",
            new ParameterGroups(ParameterGroups.WeightDecayOn.ALL, 2.0, List.of("conv1")),
            new Gradients(4, 1.5, null),
            0.999,
            new BatchNormOptions(BatchNormStatistics.MOVING_AVERAGE, false),
            5,
            new CheckpointFrequency(100, 3),
            Precision.FLOAT32,
            7),
        recipe);
  }

  @Test
  void keysOfEarlierVersionsAreReadAsThoseOfToday() throws IOException {
    String before =
        MINE.replace("batch_size:", "batch:")
            .replace("weight_decay_on:", "decayed:")
            .replace("init_from:", "start_from:")
            .replace("ema_decay:", "average:")
            .replace("early_stopping_patience:", "early_stop:")
            .replace("batch_norm:\n  statistics: moving_average", "batch_norm: recompute");
    Map<String, String> today =
        Map.of(
            "max_bad_records", "3",
            "batch_norm.statistics", "recompute",
            "input.resize_shorter_side", "32");
    assertEquals(
        Recipes.with(read(MINE), today),
        Recipes.with(read(before + "bad_records: 3\n"), Map.of("input.shorter", "32")));
    assertEquals(
        Recipes.with(read(MINE), Map.of("batch_size", "7", "batch_norm.statistics", "recompute")),
        Recipes.with(read(MINE), Map.of("batch", "7", "batch_norm", "recompute")));
    assertEquals(
        "batch is the former name of batch_size: leave it out",
        Refusal.of(() -> read(MINE + "batch: 32\n")));
  }

  @Test
  void changesReplaceValuesByDottedKey() {
    Map<String, String> changes =
        Map.of("batch_size", "5", "optimizer.momentum", "0.5", "input.mean", "[0.1]", "seed", "-3");
    Recipe recipe = Recipes.shipped("lenet", "d2l", changes);
    assertEquals(5, recipe.batchSize());
    assertEquals(new Sgd(0.5, 0), recipe.optimizer());
    assertEquals(new Mean(List.of(0.1f)), recipe.input().mean());
    assertEquals(-3, recipe.seed());
    assertEquals(10, recipe.epochs());
  }

  @ParameterizedTest(name = "{0}={1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          epoch                  | 3      | unknown key "epoch": did you mean epochs?
          optimizer.momentun     | 0.5    | unknown key "optimizer.momentun": did you mean momentum?
          input.heigth           | 28     | unknown key "input.heigth": did you mean height?
          batch_size                  | many   | batch_size cannot be "many"
          batch_size                  | 1.5    | batch_size cannot be "1.5"
          batch_size                  | [1, 2] | batch_size has a value of another kind than it should
          batch_size                  | 0      | batch_size must be at least 1, got 0
          epochs                 | -1     | epochs must be at least 1, got -1
          max_bad_records            | -1     | max_bad_records must be at least 0, got -1
          input.height           | 0      | input: height must be at least 1, got 0
          input.width            | 0      | input: width must be at least 1, got 0
          input.channels         | 0      | input: channels must be at least 1, got 0
          input.max_pixels       | 0      | input: max_pixels must be at least 1, got 0
          input.resize_shorter_side          | 27     | input: resize_shorter_side is at least the 28x28 pixels that the network reads, got 27
          input.resize_shorter_side          | wide   | input.resize_shorter_side cannot be "wide"
          input.mean             | dark   | input.mean: a number, one for each channel, or image, got dark
          input.mean             | [0, x] | input.mean: a number, one for each channel, or image, got x
          input.mean             | [null] | input.mean: a number, one for each channel, or image, got none
          input.mean             | []     | input.mean: a number, one for each channel, or image, got none
          checkpoint.keep        | 0      | checkpoint: keep must be at least 1, got 0
          checkpoint.every       | -1     | checkpoint: every must be at least 0, got -1
          learning_rate.base     | -0.1   | learning_rate: base must be above 0, got -0.1
          learning_rate.schedule | stepp  | learning_rate cannot be "stepp": did you mean step?
          optimizer.name         | sdg    | optimizer cannot be "sdg": did you mean sgd?
          optimizer.name         | shampoo | optimizer cannot be "shampoo"; known are: sgd, nesterov, rmsprop, adam, adamw, lars, adagrad, adagrad_da, adadelta, adamax, nadam, ftrl
          optimizer.momentum     | 1      | optimizer: momentum must be in 0..1, got 1.0
          optimizer              | 3      | the key "optimizer.name" is missing
          optimizer              | null   | the key "optimizer" has no value
          optimizer              | {name: nadam, momentum: 1} | unknown key "optimizer.momentum"; known are: beta1, beta2, epsilon
          optimizer              | {name: nadam} | this optimizer has one learning rate for all variables and steps: learning_rate.schedule must be constant
          optimizer              | {name: lars, trust: 0} | optimizer: trust must be above 0, got 0.0
          initializer.kernels    | gauss  | initializer.kernels cannot be "gauss"
          initializer.kernels    | he_normal | initializer: he_normal has no stddev
          initializer.stddev     | 0      | initializer: stddev must be above 0, got 0.0
          initializer.gain       | 1      | initializer: random_normal has no gain
          initializer            | {kernels: random_uniform} | initializer: random_uniform needs a limit
          initializer.layers.fc  | {biases: zero} | initializer.layers.fc: initializer needs kernels
          warmup.epochs          | 3      | the warm-up ends after 3.0 epochs, but the training after 3
          warmup.epochs          | -1     | warmup: epochs must be above 0, got -1.0
          variables.weight_decay_on      | biases | variables.weight_decay_on cannot be "biases"
          variables.bias_rate    | 0      | variables: bias_rate must be above 0, got 0.0
          variables.bias_rat     | 2      | unknown key "variables.bias_rat": did you mean bias_rate?
          gradients.accumulate   | 0      | gradients: accumulate must be at least 1, got 0
          gradients.clip_norm    | -1     | gradients: clip_norm must be above 0, got -1.0
          gradients.clip_value   | 1      | gradients: clip_norm and clip_value exclude each other
          batch_norm.statistics             | recount | batch_norm.statistics cannot be "recount"
          ema_decay                | 1      | ema_decay must be in 0..1, got 1.0
          ema_decay                | 0      | ema_decay must be in 0..1, got 0.0
          label_smoothing        | -0.1   | label_smoothing must be in 0..1, got -0.1
          label_smoothing        | 1      | label_smoothing must be in 0..1, got 1.0
          auxiliary_loss_weight  | 0.3    | auxiliary_loss_weight is the weight of auxiliary heads, such as googlenet's: lenet has none
          early_stopping_patience             | 0      | early_stopping_patience must be at least 1, got 0
          """)
  void wrongValueIsExplained(String key, String value, String message) {
    assertEquals(message, refusal(MINE, Map.of(key, value)));
  }

  @Test
  void leastValuesAreTaken() {
    Map<String, String> least =
        Map.of(
            "max_bad_records", "0",
            "batch_size", "1",
            "epochs", "1",
            "input.max_pixels", "1",
            "input.resize_shorter_side", "28",
            "label_smoothing", "0",
            "early_stopping_patience", "1",
            "checkpoint.every", "0",
            "checkpoint.keep", "1",
            "gradients.accumulate", "1");
    Recipe recipe = Recipes.shipped("lenet", "default", least);
    assertEquals(1, recipe.epochs());
    assertEquals(1, recipe.maxPixels());
  }

  /** Szegedy et al. 2015, section 5: "weighted by 0.3". */
  @Test
  void auxiliaryHeadsHaveThePapersWeightUnlessARecipeSaysOtherwise() {
    for (String network : List.of("googlenet", "googlenet-bn")) {
      assertEquals(0.3, Recipes.shipped(network, "default", Map.of()).auxiliaryLossWeight());
    }
    for (String weight : List.of("0", "0.5")) {
      Recipe recipe =
          Recipes.shipped("googlenet", "default", Map.of("auxiliary_loss_weight", weight));
      assertEquals(Double.parseDouble(weight), recipe.auxiliaryLossWeight());
    }
    for (String weight : List.of("-0.1", "NaN", "Infinity")) {
      String message =
          Refusal.of(
              () ->
                  Recipes.shipped("googlenet", "default", Map.of("auxiliary_loss_weight", weight)));
      assertTrue(
          message.startsWith("recipe default: auxiliary_loss_weight must be at least 0, got"),
          message);
    }
    assertNull(Recipes.shipped("googlenet-slim", "default", Map.of()).auxiliaryLossWeight());
  }

  @Test
  void imagesMayHaveThePixelsOfPillowsLimitUnlessARecipeSaysOtherwise() {
    Recipe recipe = Recipes.shipped("lenet", "default", Map.of());
    assertEquals(89_478_485, recipe.maxPixels());
  }

  /** The framework's optimisers hold their rate as a constant. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "warmup | {epochs: 0.5, from: 0} | there can be no warmup",
        "variables.bias_rate | 2 | variables.bias_rate must be 1, got 2.0"
      })
  void whatNeedsAMovingRateIsRefusedWithAConstantOne(String key, String value, String message) {
    Map<String, String> changes =
        Map.of(
            "optimizer",
            "{name: nadam}",
            "learning_rate",
            "{schedule: constant, base: 0.01}",
            key,
            value);
    assertEquals(
        "this optimizer has one learning rate for all variables and steps: " + message,
        Refusal.of(() -> Recipes.shipped("lenet-caffe", "quick", changes))
            .replaceFirst(".*: (?=this)", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "network",
    "dataset",
    "input",
    "batch_size",
    "epochs",
    "initializer",
    "optimizer",
    "checkpoint",
    "seed"
  })
  void missingKeyIsNamed(String key) {
    String without = MINE.replaceFirst("(?m)^%s:.*\\n( .*\\n)*".formatted(key), "");
    assertEquals("the key \"%s\" is missing".formatted(key), refusal(without, Map.of()));
  }

  @Test
  void missingNameOfAScheduleIsNamed() {
    String without = MINE.replace("  schedule: step\n", "");
    assertEquals("the key \"learning_rate.schedule\" is missing", refusal(without, Map.of()));
  }

  @Test
  void emptyValueIsRefused() {
    assertEquals(
        "no value is given for batch_size",
        Refusal.of(() -> Recipes.shipped("lenet", "default", Map.of("batch_size", ""))));
  }

  @Test
  void unknownPurposeNamesThoseThereAre() {
    assertEquals(
        "there is no recipe \"fast\" for lenet-caffe; there is: default, quick, paper",
        Refusal.of(() -> Recipes.shipped("lenet-caffe", "fast", Map.of())));
  }

  private Recipe read(String text) throws IOException {
    return Recipes.read(Files.writeString(folder.resolve("mine.yaml"), text), Map.of());
  }

  /** Returns what is said of a recipe, without the file's name in front. */
  private String refusal(String text, Map<String, String> changes) {
    Path file = folder.resolve("mine.yaml");
    String message = Refusal.of(() -> Recipes.read(Files.writeString(file, text), changes));
    assertTrue(message.startsWith(file + ": "), message);
    return message.substring((file + ": ").length());
  }
}
