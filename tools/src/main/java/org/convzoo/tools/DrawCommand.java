package org.convzoo.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.convzoo.report.Drawing;
import org.convzoo.report.Subject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "draw",
    description = {
      "Draw a graph's architecture, as papers do: towers, branches, shortcuts, heads.",
      "It is read from the graph's operations; nothing of it is executed."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo draw alexnet --to alexnet.svg",
      "  convzoo draw googlenet --phase training --to googlenet.png",
      "  convzoo draw resnet152 --by block --to resnet152.svg",
      "  convzoo draw models/resnet50 --to resnet50.dot"
    })
final class DrawCommand implements Callable<Integer> {

  private enum Format {
    SVG,
    PNG,
    DOT
  }

  private enum By {
    LAYER,
    BLOCK
  }

  @Mixin private SubjectOptions subject;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "A new file; its ending says what it is: .svg, .png, or Graphviz's .dot.")
  private Path file;

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      defaultValue = "layer",
      description =
          "A box for each layer, or for each block (a first scope), where equal ones in a row are"
              + " one. Default: ${DEFAULT-VALUE}.")
  private By by;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Exception {
    Format format = format();
    Output.requireNew(file);
    Drawing drawing = drawing();
    byte[] content =
        switch (format) {
          case SVG -> drawing.svg().getBytes(StandardCharsets.UTF_8);
          case PNG -> Png.of(drawing.image());
          case DOT -> drawing.dot().getBytes(StandardCharsets.UTF_8);
        };
    Output.write(file, content);
    command
        .commandLine()
        .getOut()
        .printf("%s drawn in %s, %,d boxes%n", drawing.title(), file, drawing.boxes().size());
    return 0;
  }

  private Format format() {
    String ending = Output.extension(file);
    return Arrays.stream(Format.values())
        .filter(format -> format.name().equalsIgnoreCase(ending))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a drawing's file ends in .svg, .png or .dot, got " + file));
  }

  private Drawing drawing() throws IOException {
    try (Subject opened = subject.open()) {
      Drawing drawing = Drawing.of(opened);
      return by == By.BLOCK ? drawing.byBlock() : drawing;
    }
  }
}
