package org.convzoo.tools.command.data;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.convzoo.tools.option.DataOptions;
import org.convzoo.tools.terminal.Bar;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.input.Check;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    description =
        "Read every image and name those that cannot be read or are labelled twice; note what may "
            + "surprise. Exit code 1 if one is wrong.")
final class DataCheckCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "DIR|NAME",
      description = "A folder in any format that is known, or a name such as cifar10.")
  private String what;

  @Mixin private DataOptions data;
  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    var out = command.commandLine().getOut();
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
