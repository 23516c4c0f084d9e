package org.convzoo.tools.command.data;

import java.util.function.Consumer;
import org.convzoo.tools.option.DataOptions;
import org.convzoo.tools.terminal.Bar;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.internal.input.Check;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "check",
    description =
        "Read every image and name those that cannot be read or are labelled twice; note what may "
            + "surprise. Exit code 1 if one is wrong.")
final class DataCheckCommand extends ConsoleCommand {

  @Parameters(
      paramLabel = "DIR|NAME",
      description = "A folder in any format that is known, or a name such as cifar10.")
  private String what;

  @Mixin private DataOptions data;

  @Override
  public Integer call() {
    var out = out();
    try (DataSet set = data.find(what, 3);
        Bar bar = new Bar()) {
      int all = set.training().size() + set.test().size();
      Consumer<String> print =
          line -> {
            bar.clear();
            out.println(line);
            out.flush();
          };
      long wrong = Check.of(set, print, done -> bar.to("checking", done, all));
      bar.clear();
      if (wrong > 0) {
        throw new DataException("%,d of %,d images are wrong", wrong, all);
      }
      out.printf("%,d images are OK%n", all);
      return 0;
    }
  }
}
