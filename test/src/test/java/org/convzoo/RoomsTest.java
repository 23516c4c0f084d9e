package org.convzoo;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rooms of the house: how large they are, and which may know which. */
class RoomsTest {

  private static final int LARGEST_ROOM = 20;
  private static final int LONGEST_FILE = 300;
  private static final int MOST_PARAMETERS = 6;
  private static final List<String> MODULES = List.of("ops", "graphs", "export", "train", "tools");

  private static JavaClasses house;

  @BeforeAll
  static void read() {
    house =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.convzoo");
    assertTrue(house.contain("org.convzoo.train.Training"));
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    assertTrue(sources.size() > 400, "found " + sources.size());
    return sources;
  }

  @Test
  void noPackageKnowsItselfThroughOthers() {
    slices().matching("org.convzoo.(**)").should().beFreeOfCycles().check(house);
  }

  @Test
  void noPackageHasMoreThanTwentyFiles() throws IOException {
    Map<Path, Long> large =
        sources().stream()
            .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
    large.values().removeIf(count -> count <= LARGEST_ROOM);
    assertEquals(Map.of(), large);
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    List<Path> silent =
        sources().stream()
            .map(Path::getParent)
            .filter(folder -> folder.toString().contains("convzoo"))
            .distinct()
            .filter(folder -> Files.notExists(folder.resolve("package-info.java")))
            .toList();
    assertEquals(List.of(), silent);
  }

  @Test
  void noFileButFlowHasMoreThanThreeHundredLines() throws IOException {
    Map<String, Integer> longOnes = new TreeMap<>();
    for (Path file : sources()) {
      int lines = Files.readAllLines(file).size();
      if (lines > LONGEST_FILE) {
        longOnes.put(file.getFileName().toString(), lines);
      }
    }
    assertEquals(List.of("Flow.java"), List.copyOf(longOnes.keySet()), longOnes.toString());
  }

  @Test
  void noPublicMethodHasMoreThanSixParameters() {
    List<String> many =
        house.stream()
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(method -> method.getRawParameterTypes().size() > MOST_PARAMETERS)
            .map(JavaMethod::getFullName)
            .toList();
    assertEquals(List.of(), many);
  }

  /** Whoever uses the library needs nothing that may change at any time. */
  @Test
  void examplesUseNothingInternal() throws IOException {
    List<Path> texts =
        new ArrayList<>(List.of(Path.of("../README.md"), Path.of("../docs/java.md")));
    try (Stream<Path> files = Files.list(Path.of("..", "docs", "examples"))) {
      files.filter(file -> file.toString().endsWith(".java")).forEach(texts::add);
    }
    assertTrue(texts.size() > 5, texts.toString());
    for (Path text : texts) {
      List<String> internal =
          Files.readAllLines(text).stream()
              .filter(line -> line.matches("\\s*import .*(\\.internal\\.|convzoo\\.tools).*"))
              .toList();
      assertEquals(List.of(), internal, text.toString());
    }
  }

  @Test
  void networksKnowNoDataSessionOrFile() {
    noClasses()
        .that(resideInAPackage("org.convzoo.graphs.."))
        .or(resideInAPackage("org.convzoo.ops"))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.tensorflow.Session")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "java.io..", "org.convzoo.train..")
        .check(house);
  }

  @Test
  void oneRoomReachesBelowTensorFlowsInterface() {
    noClasses()
        .that(resideOutsideOfPackage("org.convzoo.ops.internal.runtime"))
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "org\\.tensorflow\\.(op\\.ScopedOps|PlacedOperation|ControlEdge|ReplacedInput)")
        .check(house);
  }

  /** Any other IllegalArgumentException is a bug to the command line. */
  @Test
  void wrongCallsAreRefusedByUsageExceptions() {
    noClasses()
        .that()
        .resideInAnyPackage("org.convzoo.export..", "org.convzoo.train..", "org.convzoo.tools..")
        .and()
        .doNotHaveSimpleName("Numbers") // of TensorFlow's types, not of the user's values
        .should()
        .callConstructor(IllegalArgumentException.class, String.class)
        .orShould()
        .callConstructor(IllegalArgumentException.class, String.class, Throwable.class)
        .check(house);
  }
}
