package org.convzoo.ops.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneDnnTest {

  @ParameterizedTest(name = "{0}, caches {1}, oneDNN {2}, up to {3}")
  @CsvSource({
    "AuthenticAMD, hidden, , , true",
    "AuthenticAMD, hidden, 1, , true",
    "AuthenticAMD, hidden, 1, AVX2, true",
    "AuthenticAMD, hidden, 1, AVX, false",
    "AuthenticAMD, hidden, 0, , false",
    "AuthenticAMD, known, 1, , false",
    "GenuineIntel, hidden, 1, , false"
  })
  void hiddenCachesOfOneMakerAreWrong(
      String maker, String caches, String used, String upTo, boolean wrong) {
    var environment =
        Stream.of(
                new String[] {"TF_ENABLE_ONEDNN_OPTS", used},
                new String[] {"ONEDNN_MAX_CPU_ISA", upTo})
            .filter(pair -> pair[1] != null)
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    String processor = "processor\t: 0\nvendor_id\t: " + maker + "\n";
    assertEquals(wrong, OneDnn.isWrong(environment, caches.equals("known"), processor));
  }

  /** Where it is not one of those machines, nothing need be set; where it is, the tests set it. */
  @Test
  void theseTestsComputeRightConvolutions() {
    OneDnn.requireRight();
  }

  @Test
  void whatIsKeptToAvxHasNoBfloat16() {
    assertTrue(OneDnn.mayUseAvx512(Map.of()));
    assertTrue(OneDnn.mayUseAvx512(Map.of("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_BF16")));
    assertFalse(OneDnn.mayUseAvx512(Map.of("ONEDNN_MAX_CPU_ISA", "AVX2")));
  }

  @Test
  void systemThatSaysNothingIsTakenAsItIs() {
    assertFalse(OneDnn.isWrong(Map.of(), false, ""));
  }
}
