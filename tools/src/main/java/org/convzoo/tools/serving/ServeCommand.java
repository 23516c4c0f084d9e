package org.convzoo.tools.serving;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.convzoo.export.UntrustedModelException;
import org.convzoo.serve.ModelServer;
import org.convzoo.serve.ServerSetup;
import org.convzoo.serve.option.Engine;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Interruption;
import org.convzoo.tools.terminal.Warnings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "serve",
    description = {
      "Serve models over HTTP: TensorFlow Serving's REST API, the Open Inference Protocol, image"
          + " files as they are, and a page to try it.",
      "Ends by Ctrl-C or SIGTERM, after what it has taken is answered."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo serve runs/lenet",
      "  convzoo serve runs/lenet --samples photos",
      "  convzoo serve runs/lenet small=runs/lenet-bn --port 9000 --access-log",
      "  convzoo serve runs/lenet --engine onnxruntime",
      "  convzoo serve /srv/models/resnet50 --host 0.0.0.0 --token-file token.txt"
    })
public final class ServeCommand extends ConsoleCommand {

  // kept, since a logger that nobody has forgets its level
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");
  private static final Logger BAD_REQUESTS = Logger.getLogger("org.eclipse.jetty.http");

  @Parameters(
      arity = "1..*",
      paramLabel = "[NAME=]MODEL",
      description =
          "A run, or a folder of numbered versions, of which the highest is served and newer ones"
              + " taken up, or of one SavedModel. Its name in requests is the folder's.")
  private List<String> models;

  @Mixin private ServerOptions options;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "tensorflow",
      description =
          "What runs the models: tensorflow, or onnxruntime, which serves ONNX models (MODEL may be"
              + " a .onnx file) and whose jar CONVZOO_CLASSPATH must name. Default:"
              + " ${DEFAULT-VALUE}.")
  private Engine engine;

  @Option(
      names = "--trust",
      description =
          "Load the models whatever they do. A model is a program: without this, one with"
              + " operations that reach beyond it is refused.")
  private boolean trust;

  @Option(
      names = "--samples",
      paramLabel = "DIR",
      description = "Images that the page offers to try the models on: the first 24 in a folder.")
  private Path samples;

  @Option(names = "--access-log", description = "Print a line of JSON for each request.")
  private boolean accessLog;

  @Override
  public Integer call() throws Exception {
    JETTY.setLevel(Level.WARNING);
    BAD_REQUESTS.setLevel(Level.OFF); // each is answered; who sends many would fill the log
    Interruption interruption = new Interruption();
    try (ModelArguments arguments = new ModelArguments(models, engine, err())) {
      ServerSetup setup =
          ModelServer.of(arguments.models()).engine(engine).trusted(trust).log(this::print);
      if (engine == Engine.TENSORFLOW) {
        setup.drawing(new NetworkDrawing());
      }
      if (samples != null) {
        setup.samples(samples);
      }
      options.apply(setup);
      if (accessLog) {
        setup.accessLog(this::print);
      }
      try (ModelServer server = start(setup)) {
        announce(server, arguments);
        while (!interruption.requested()) {
          TimeUnit.MILLISECONDS.sleep(100);
        }
        print("stopping: what has been taken is answered");
      }
      return 0;
    } finally {
      interruption.close();
    }
  }

  private static ModelServer start(ServerSetup setup) throws IOException {
    try {
      return setup.start();
    } catch (UntrustedModelException e) {
      throw new IOException(e.getMessage() + "; --trust loads it all the same", e);
    }
  }

  private void announce(ModelServer server, ModelArguments arguments) {
    if (!options.isLocal() && !options.hasToken()) {
      Warnings.print(err(), "everyone who reaches this address may use it: --token-file");
    }
    arguments
        .models()
        .forEach((name, folder) -> print("serving %s from %s".formatted(name, folder)));
    String first = arguments.models().keySet().iterator().next();
    print(
        "try: curl --data-binary @IMAGE -H 'Content-Type: image/png' %s/v1/models/%s:predict"
            .formatted(server.uri(), first));
    print("or open %s".formatted(server.uri()));
  }

  private synchronized void print(String line) {
    out().println(line);
    out().flush();
  }
}
