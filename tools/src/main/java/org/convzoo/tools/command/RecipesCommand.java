package org.convzoo.tools.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.convzoo.UsageException;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Table;
import org.convzoo.train.recipe.AnnotatedRecipe;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "recipes",
    description =
        "List the recipes that \"convzoo train NETWORK --recipe RECIPE\" takes, or print one.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo recipes",
      "  convzoo recipes lenet",
      "  convzoo recipes lenet d2l",
      "  convzoo recipes resnet --purpose paper",
      "  convzoo train lenet --recipe d2l --print-recipe"
    })
public final class RecipesCommand extends ConsoleCommand {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "A network, or else a part of networks' names.")
  private String part = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "RECIPE",
      description = "Print this recipe of the network, as train --print-recipe does.")
  private String printed;

  @Option(
      names = "--purpose",
      paramLabel = "PURPOSE",
      description =
          "Only recipes of this name: default, quick, fashion, d2l, d2l-adam, paper, paper-256,"
              + " paper-384 or large-batch.")
  private String purpose;

  @Override
  public Integer call() {
    PrintWriter out = out();
    if (printed != null) {
      out.print(AnnotatedRecipe.of(Recipes.shipped(part, printed, Map.of())));
      out.flush();
      return 0;
    }
    boolean whole = Zoo.all().stream().anyMatch(network -> network.spec().name().equals(part));
    List<List<Object>> rows = new ArrayList<>();
    for (Network network : Zoo.all()) {
      String name = network.spec().name();
      if (whole ? name.equals(part) : name.contains(part)) {
        Recipes.purposes(name).stream()
            .filter(each -> purpose == null || each.equals(purpose))
            .forEach(each -> rows.add(row(name, each)));
      }
    }
    if (rows.isEmpty()) {
      throw new UsageException(
          whole
              ? "%s has no recipe \"%s\"; it has: %s"
                  .formatted(part, purpose, String.join(", ", Recipes.purposes(part)))
              : "no recipe fits: \"convzoo recipes\" without words lists them all");
    }
    new Table(List.of("network", "recipe", "data", "input", "epochs", "about"), rows)
        .printText(out);
    out.flush();
    return 0;
  }

  private static List<Object> row(String network, String purpose) {
    Recipe recipe = Recipes.shipped(network, purpose, Map.of());
    return List.of(
        network,
        purpose,
        recipe.dataset(),
        recipe.size().toString(),
        (long) recipe.epochs(),
        Recipes.about(network, purpose));
  }
}
