package org.convzoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The interpreter {@code convzoo.python}, for comparisons with what others made. */
public final class Python {

  private static final String INTERPRETER = System.getProperty("convzoo.python", "python3");

  private Python() {}

  /** Skips the test where the interpreter has not this module. */
  public static void assumeHas(String module) throws Exception {
    String find = "import importlib.util as u, sys; sys.exit(u.find_spec('%s') is None)";
    assumeTrue(run(List.of("-c", find.formatted(module))) == 0, INTERPRETER + " has no " + module);
  }

  /** Runs a script of {@code test/parity}, which must not fail. */
  public static void script(String name, Object... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(Path.of("parity", name).toString()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    assertEquals(0, run(command), command.toString());
  }

  private static int run(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(INTERPRETER));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    System.out.print(new String(process.getInputStream().readAllBytes()));
    return process.waitFor();
  }
}
