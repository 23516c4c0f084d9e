package org.convzoo.train.internal.device;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.convzoo.train.internal.device.operation.LayerCase;
import org.convzoo.train.internal.device.operation.LayerCases;
import org.convzoo.train.internal.device.row.Note;
import org.convzoo.train.internal.device.row.Row;

/**
 * The parts of the check. Each wants a process of its own: what it asks of TensorFlow, such as two
 * logical devices, holds for a whole process, and a crash ends no other part.
 */
public enum Part {
  /** Whether there is what is to be checked, and what it is. */
  MACHINE(GpuFacts::tell),
  /** Layers, and every operation of theirs. */
  OPERATIONS(Part::checkOperations),
  /** A training step on two devices, by towers and by replicas. */
  TOWERS(TowerCheck::run),
  /** A training step of a network of each family. */
  STEPS(StepCheck::run),
  /** Whether a step twice gives the same bits. */
  DETERMINISM(StepCheck::repeat),
  /** How fast images are read. */
  PIPELINE(PipelineCheck::run),
  /** How fast networks are. */
  SPEED(SpeedCheck::run);

  private final BiConsumer<Setting, Consumer<Row>> body;

  Part(BiConsumer<Setting, Consumer<Row>> body) {
    this.body = body;
  }

  /**
   * Runs this part.
   *
   * @param rows gets each row as soon as it is there
   * @throws org.convzoo.train.hardware.NoGpuException if a GPU is to be checked and none can be
   *     used
   */
  public void run(Setting setting, Consumer<Row> rows) {
    body.accept(setting, rows);
  }

  private static void checkOperations(Setting setting, Consumer<Row> rows) {
    var check = new OperationCheck(Sides.of(setting.on()), Tolerance.of(setting.on()));
    for (LayerCase layer : LayerCases.all()) {
      rows.accept(
          setting.over().getAsBoolean()
              ? Note.timeIsOver("layers", layer.name())
              : check.check(layer));
    }
    check.rows().forEach(rows);
  }
}
