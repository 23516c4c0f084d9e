package org.convzoo.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.convzoo.tools.Calls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/serving.md, and the files beside it. */
class ServingDocumentTest {

  private static final Document DOCUMENT = new Document("docs/serving.md");

  @TempDir private Path folder;

  @Test
  void theProgramThatServesAModelCompiles() throws Exception {
    try (URLClassLoader loader = Document.compile("Serve", DOCUMENT.block("java"), folder)) {
      assertEquals("Serve", loader.loadClass("Serve").getName());
    }
  }

  private static Set<String> options(String text) {
    return Pattern.compile("--[a-z][a-z-]+")
        .matcher(text)
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Other programs' are left out: curl's, docker's. */
  @Test
  void everyOptionThatItNamesIsOneOfServe() throws Exception {
    Set<String> named = options(DOCUMENT.text());
    named.removeAll(Set.of("--data-binary", "--rm"));
    Set<String> known = options(Calls.succeed("serve --help"));
    assertTrue(known.containsAll(named), named + " are named, there are " + known);
    assertTrue(named.size() > 10, named.toString());
  }

  @Test
  void theManifestCallsServeByItsOptionsAndPaths() throws Exception {
    String manifest = new Document("docs/serving/kubernetes.yaml").text();
    String arguments = new Document("docs/serving/kubernetes.yaml").find("args: \\[(.*?)\\]");
    assertEquals("serve", arguments.split(", ")[0]);
    assertTrue(options(Calls.succeed("serve --help")).containsAll(options(arguments)), arguments);
    for (String path : List.of("/v2/health/ready", "/v2/health/live")) {
      assertTrue(manifest.contains("path: " + path), path);
      assertTrue(DOCUMENT.text().contains(path), path);
    }
  }
}
