package org.convzoo.train.internal.device.row;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** A row of one of the check's tables; its columns are the record's components. */
@JsonNaming(SnakeCaseStrategy.class)
public sealed interface Row
    permits Fact,
        Note,
        LayerRow,
        OperationRow,
        StepRow,
        DeterminismRow,
        TowerRow,
        PipelineRow,
        SpeedRow {

  /** Returns the name of the table it belongs to. */
  String table();
}
