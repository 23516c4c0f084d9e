package org.convzoo.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.convzoo.tools.Calls;
import org.junit.jupiter.api.Test;

/** The list of recipes. */
class RecipesCommandTest {

  @Test
  void aLineIsARecipeWithWhatItSaysOfItself() {
    List<String> lines = Calls.succeed("recipes lenet-caffe").lines().toList();
    assertEquals(4, lines.size());
    assertTrue(lines.get(0).matches("network +recipe +data +input +epochs +about"), lines.get(0));
    assertTrue(
        lines.get(1).matches("lenet-caffe +default +fashion-mnist +28x28x1 +5 +Learns .*\\."),
        lines.get(1));
    assertTrue(
        lines
            .get(2)
            .matches("lenet-caffe +quick +fashion-mnist-embedded +28x28x1 +4 +Learns .*\\."),
        lines.get(2));
    assertTrue(
        lines.get(3).matches("lenet-caffe +paper +mnist +28x28x1 +11 +Caffe's .*\\."),
        lines.get(3));
  }

  @Test
  void allEightNetworksOfDiveIntoDeepLearningHaveTheBooksRecipe() {
    List<String> names =
        Calls.succeed("recipes --purpose d2l")
            .lines()
            .skip(1)
            .map(line -> line.split(" ")[0])
            .toList();
    assertTrue(
        names.containsAll(
            List.of(
                "lenet",
                "lenet-bn",
                "alexnet-d2l",
                "vgg11-d2l",
                "nin",
                "googlenet-d2l",
                "resnet18-d2l",
                "densenet-d2l")),
        names.toString());
  }

  @Test
  void wholeNameIsThatOfOneNetworkAndAPartThatOfSeveral() {
    assertEquals(List.of("lenet"), networks("recipes lenet"));
    assertEquals(List.of("googlenet-bn", "googlenet-bvlc"), networks("recipes googlenet-b"));
  }

  private static List<String> networks(String words) {
    return Calls.succeed(words)
        .lines()
        .skip(1)
        .map(l -> l.split(" ")[0])
        .distinct()
        .sorted()
        .toList();
  }

  @Test
  void recipeThatIsNamedIsPrintedAsTrainPrintsIt() {
    String printed = Calls.succeed("recipes lenet d2l");
    assertEquals(Calls.succeed("train lenet --recipe d2l --print-recipe"), printed);
    Calls.fail(
        2,
        "there is no recipe \"paper\" for lenet; there is: default, quick, d2l, d2l-adam",
        "recipes lenet paper");
  }

  @Test
  void nothingThatFitsIsAWrongCall() {
    Calls.fail(
        2,
        "no recipe fits: \"convzoo recipes\" without words lists them all",
        "recipes net --purpose fast");
    Calls.fail(
        2,
        "lenet has no recipe \"paper\"; it has: default, quick, d2l, d2l-adam",
        "recipes lenet --purpose paper");
  }
}
