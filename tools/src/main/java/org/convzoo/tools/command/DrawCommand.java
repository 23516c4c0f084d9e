package org.convzoo.tools.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.convzoo.UsageException;
import org.convzoo.report.SideBySide;
import org.convzoo.report.internal.drawing.Drawing;
import org.convzoo.report.source.GraphSource;
import org.convzoo.tools.option.GraphSourceOptions;
import org.convzoo.tools.picture.Png;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "draw",
    description = {
      "Draw a graph's architecture, as papers do: towers, branches, shortcuts, heads; or two of them"
          + " side by side.",
      "It is read from the graph's operations; nothing of it is executed."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo draw alexnet --to alexnet.svg",
      "  convzoo draw googlenet --phase training --to googlenet.png",
      "  convzoo draw resnet152 --by block --to resnet152.svg",
      "  convzoo draw lenet alexnet --to lenet-alexnet.svg",
      "  convzoo draw plain20 resnet20 --to residual.svg",
      "  convzoo draw models/resnet50 --to resnet50.dot"
    })
public final class DrawCommand extends ConsoleCommand {

  private enum Format {
    SVG,
    PNG,
    DOT
  }

  private enum By {
    LAYER,
    BLOCK
  }

  @Mixin private GraphSourceOptions subject;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "OTHER",
      description = "Another one, which is drawn to the right of it.")
  private String other;

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

  @Mixin private Output output;

  @Override
  public Integer call() throws Exception {
    Format format = format();
    if (other != null && format == Format.DOT) {
      throw new UsageException("two are drawn side by side in an .svg or a .png");
    }
    output.requireFree(file);
    List<Drawing> drawings = drawings();
    output.write(file, content(drawings, format));
    out()
        .printf(
            "%s drawn in %s, %,d boxes%n",
            drawings.stream().map(Drawing::title).collect(Collectors.joining(" and ")),
            file,
            drawings.stream().mapToInt(drawing -> drawing.boxes().size()).sum());
    return 0;
  }

  private static byte[] content(List<Drawing> drawings, Format format) throws IOException {
    Drawing first = drawings.get(0);
    SideBySide all = new SideBySide(drawings);
    boolean alone = drawings.size() == 1;
    return switch (format) {
      case SVG -> (alone ? first.svg() : all.svg()).getBytes(StandardCharsets.UTF_8);
      case PNG -> Png.of(alone ? first.image() : all.image());
      case DOT -> first.dot().getBytes(StandardCharsets.UTF_8);
    };
  }

  private Format format() {
    String ending = Output.extension(file);
    return Arrays.stream(Format.values())
        .filter(format -> format.name().equalsIgnoreCase(ending))
        .findFirst()
        .orElseThrow(
            () -> new UsageException("a drawing's file ends in .svg, .png or .dot, got " + file));
  }

  private List<Drawing> drawings() throws IOException {
    List<Drawing> drawings = new ArrayList<>();
    try (GraphSource opened = subject.open()) {
      drawings.add(drawing(opened));
    }
    if (other != null) {
      try (GraphSource opened = subject.open(other)) {
        drawings.add(drawing(opened));
      }
    }
    return drawings;
  }

  private Drawing drawing(GraphSource opened) {
    Drawing drawing = Drawing.of(opened);
    return by == By.BLOCK ? drawing.byBlock() : drawing;
  }
}
