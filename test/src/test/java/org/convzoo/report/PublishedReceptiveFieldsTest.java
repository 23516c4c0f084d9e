package org.convzoo.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.report.flow.ReceptiveFields;
import org.convzoo.report.internal.op.ReceptiveField;
import org.convzoo.report.source.GraphSource;
import org.convzoo.report.source.Setup;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The receptive fields of the zoo's networks. */
class PublishedReceptiveFieldsTest {

  static Collection<Network> networks() {
    return Zoo.all();
  }

  private static GraphSource subject(Network network, int side) {
    int channels = network.spec().input().channels();
    return GraphSource.network(
        network, Setup.of(network).withSize(new Spec.Input(side, side, channels)));
  }

  private static ReceptiveFields fields(GraphSource subject) {
    return ReceptiveFields.of(subject.inputs().get(0), subject.operations());
  }

  /** The file says where each comes from. Some sources give no padding, which follows the rest. */
  @ParameterizedTest(name = "{0} at {1}, {2}: {3}")
  @CsvFileSource(resources = "receptive-fields.csv", numLinesToSkip = 1)
  void layerHasItsPublishedField(String network, int side, String op, String expected) {
    try (GraphSource subject = subject(Zoo.get(network), side)) {
      ReceptiveField field = fields(subject).at(subject.graph().operationOrThrow(op)).orElseThrow();
      assertEquals(field.rows(), field.columns());
      assertEquals(null, field.misaligned());
      String[] said = expected.split("/");
      String[] found = Sketch.text(field.rows()).split("/");
      assertEquals(expected, String.join("/", Arrays.copyOf(found, said.length)));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void everyNetworksPathsAreAlignedAndNoFieldIsLost(Network network) {
    try (GraphSource subject = subject(network, network.spec().input().height())) {
      ReceptiveFields fields = fields(subject);
      assertEquals(Map.of(), fields.untold());
      assertTrue(fields.at(subject.outputs().get(0).op()).orElseThrow().aligned());
    }
  }
}
