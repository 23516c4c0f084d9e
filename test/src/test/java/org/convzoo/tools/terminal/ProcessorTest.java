package org.convzoo.tools.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What several systems say of their processors. */
class ProcessorTest {

  private static String described(String lines, int cores) {
    return Processor.describe(lines.lines().toList(), cores);
  }

  @Test
  void linuxOnX86HasANameAndFlags() {
    assertEquals(
        "AMD EPYC 9R14, 2 cores, avx avx2 fma avx512_bf16",
        described(
            """
            processor\t: 0
            vendor_id\t: AuthenticAMD
            model name\t: AMD EPYC 9R14
            flags\t\t: fpu sse4_2 fma avx f16c avx2 avx512_bf16
            bugs\t\t: spectre_v1

            processor\t: 1
            model name\t: another
            """,
            2));
  }

  @Test
  void linuxOnArmHasNumbersAndFeatures() {
    assertEquals(
        "ARM, implementer 0x41, part 0xd40, 64 cores, asimd sve i8mm bf16",
        described(
            """
            processor\t: 0
            BogoMIPS\t: 2100.00
            Features\t: fp asimd evtstrm aes asimdhp asimddp sve svebf16 i8mm bf16
            CPU implementer\t: 0x41
            CPU architecture: 8
            CPU part\t: 0xd40
            """,
            64));
  }

  @Test
  void macHasItsBrandAndOptionalFeatures() {
    assertEquals(
        "Apple M2, 8 cores, asimd i8mm bf16",
        described(
            """
            machdep.cpu.brand_string: Apple M2
            hw.optional.arm.AdvSIMD: 1
            hw.optional.arm.FEAT_BF16: 1
            hw.optional.arm.FEAT_I8MM: 1
            hw.optional.arm.FEAT_SME: 0
            hw.optional.floatingpoint: 1
            """,
            8));
  }

  @Test
  void systemThatSaysNothingHasOneThatIsUnknown() {
    assertEquals("unknown, 4 cores", described("", 4));
    assertEquals("unknown, 4 cores", described("sysctl: unknown oid 'hw.optional'", 4));
  }

  @Test
  void commandThatIsAbsentPrintsNothing() {
    assertEquals(List.of("a: b"), Processor.output("sh", "-c", "echo a: b"));
    assertEquals(List.of(), Processor.output("/nowhere/sysctl"));
  }

  @Test
  void thisMachineHasAProcessor() throws IOException {
    String cores = ", %d cores".formatted(Runtime.getRuntime().availableProcessors());
    assertTrue(Processor.describe().contains(cores), Processor.describe());
  }
}
