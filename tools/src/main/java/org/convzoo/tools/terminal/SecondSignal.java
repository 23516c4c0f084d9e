package org.convzoo.tools.terminal;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A second Ctrl-C or SIGTERM, which ends the program at once, whatever it or TensorFlow is doing:
 * the first is heard as {@link Interruption} says. The virtual machine's own handlers would wait
 * for one another; {@code sun.misc.Signal} replaces them, by reflection since javac has a warning
 * for each use that nothing silences.
 */
public final class SecondSignal {

  private static final AtomicBoolean ASKED = new AtomicBoolean();

  private SecondSignal() {}

  /** Begins to listen. Where signals cannot be had, as under {@code -Xrs}, all stays as it was. */
  public static void endsAtOnce() {
    listen("INT", 2);
    listen("TERM", 15);
  }

  private static void listen(String name, int number) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              SecondSignal.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> end(128 + number));
      Object named = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, named, ours);
    } catch (ReflectiveOperationException e) {
      // this Java has none, or keeps them to itself
    }
  }

  /** Each signal has a thread of its own, in which this runs. */
  private static Object end(int exitCode) {
    if (ASKED.getAndSet(true)) {
      Runtime.getRuntime().halt(exitCode);
    }
    System.exit(exitCode); // until what is in hand is saved
    return null;
  }
}
