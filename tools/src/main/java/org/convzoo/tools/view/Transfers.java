package org.convzoo.tools.view;

import java.util.List;
import java.util.Locale;
import org.convzoo.report.GraphReport;
import org.convzoo.report.flow.Transfer;
import org.convzoo.tools.terminal.Table;

/** What a report says of tensors that go from device to device. */
public final class Transfers {

  private Transfers() {}

  /** Returns a row for each tensor and each device that it goes to. */
  public static Table of(GraphReport report) {
    return new Table(
        List.of("crosses", "output", "from", "to", "bytes"),
        report.transfers().stream()
            .map(t -> List.<Object>of(t.tensor(), pixels(t), t.from(), t.to(), t.bytes()))
            .toList());
  }

  private static String pixels(Transfer transfer) {
    return Column.pixels(transfer.shape());
  }

  /** Returns what they come to. */
  public static List<String> notes(GraphReport report) {
    long between =
        report.transfers().stream()
            .filter(transfer -> !transfer.from().equals(Transfer.FED))
            .mapToLong(Transfer::bytes)
            .reduce(0, Math::addExact);
    String form =
        "%,d bytes go from device to device in a forward pass; in training the gradients of the"
            + " same tensors go back, as many bytes again";
    return List.of(String.format(Locale.ROOT, form, between));
  }
}
