package org.convzoo.train.internal.device;

import java.util.function.Consumer;
import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.augment.Augmentations;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.registry.DataSets;
import org.convzoo.train.internal.device.row.PipelineRow;
import org.convzoo.train.internal.device.row.Row;
import org.convzoo.train.internal.input.ReadingSpeed;

/** Measures how fast the CPU reads images, beside which a GPU's speed is to be seen. */
final class PipelineCheck {

  private static final String SYNTHETIC = "shapes";
  private static final int LARGE = 224;

  private PipelineCheck() {}

  static void run(Setting setting, Consumer<Row> rows) {
    rows.accept(row(FashionMnist.embedded(), 28, setting.quick() ? 64 : 256, setting));
    int side = setting.quick() ? 64 : LARGE;
    var size = new Spec.Input(side, side, DataSets.channels(SYNTHETIC));
    rows.accept(row(DataSets.open(SYNTHETIC, null, size), side, 32, setting));
  }

  private static PipelineRow row(DataSet data, int side, int batch, Setting setting) {
    try (data) {
      int channels = data.training().channels();
      double speed =
          ReadingSpeed.of(
              data.training(),
              Augmentations.NONE,
              Preprocessing.unit(side, side, channels),
              batch,
              setting.quick() ? 5 : 20);
      String size = new Spec.Input(side, side, channels).toString();
      return new PipelineRow(data.name(), size, batch, speed);
    }
  }
}
