package org.convzoo.tools.terminal;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that prints, and returns its exit code. */
public abstract class ConsoleCommand implements Callable<Integer> {

  @Spec private CommandSpec command;

  protected final PrintWriter out() {
    return command.commandLine().getOut();
  }

  protected final PrintWriter err() {
    return command.commandLine().getErr();
  }

  /** Returns what refuses options that do not go together; it points to the command's help. */
  protected final ParameterException wrongCall(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
