package org.convzoo.tools.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.convzoo.export.ModelVersions;
import org.convzoo.export.card.FileDigests;
import org.convzoo.export.scan.Finding;
import org.convzoo.export.scan.ModelScan;
import org.convzoo.tools.option.ExportedModel;
import org.convzoo.tools.terminal.ConsoleCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "scan",
    description = {
      "Say what a model could do to the machine, without loading it: read and write files, open"
          + " sockets, call Python, keep state.",
      "Compare its files with the digests of its model card, where there is one.",
      "Ends with exit code 1 where it could do more than a network has to, or a file has changed."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  convzoo scan runs/lenet", "  convzoo scan models/resnet50/1 --json"})
public final class ScanCommand extends ConsoleCommand {

  @Parameters(paramLabel = "MODEL", description = "A run, or the folder of a SavedModel.")
  private Path model;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Path folder = ModelVersions.newest(ExportedModel.of(model));
    ModelScan scan = ModelScan.of(folder);
    Optional<FileDigests> digests = FileDigests.read(folder);
    List<String> faults = digests.isEmpty() ? List.of() : digests.get().faults(folder);
    if (json) {
      ObjectMapper mapper =
          new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
      ObjectNode answer = mapper.createObjectNode().put("model", folder.toString());
      answer.put("harmful", scan.isHarmful());
      answer.setAll((ObjectNode) mapper.valueToTree(scan));
      answer.put("card", digests.isPresent()).set("faults", mapper.valueToTree(faults));
      out().println(answer);
    } else {
      print(folder, scan);
      digests.ifPresent(listed -> print(listed, faults));
    }
    return scan.isHarmful() || !faults.isEmpty() ? 1 : 0;
  }

  private void print(Path folder, ModelScan scan) {
    out()
        .printf(
            "%s: %,d operations, %s%n",
            folder,
            scan.operations(),
            scan.isHarmful()
                ? "%,d of which could do harm".formatted(scan.findings().size())
                : "none of which reaches beyond the model");
    for (Finding finding : scan.findings()) {
      out().println("  " + finding);
    }
    if (!scan.state().isEmpty()) {
      out()
          .println(
              "stateful, as networks may be: "
                  + scan.state().entrySet().stream()
                      .map(type -> "%,d %s".formatted(type.getValue(), type.getKey()))
                      .collect(Collectors.joining(", ")));
    }
  }

  private void print(FileDigests listed, List<String> faults) {
    if (faults.isEmpty()) {
      out().printf("%,d files have the digests of the model card%n", listed.files().size());
    }
    faults.forEach(out()::println);
  }
}
