import java.io.IOException;
import java.nio.file.Path;
import org.convzoo.report.source.Feed;
import org.convzoo.report.GraphReport;
import org.convzoo.report.GraphReport.By;
import org.convzoo.report.flow.Row;
import org.convzoo.report.source.GraphSource;

/** Accounts for the layers of any SavedModel. Arguments: its folder, and an image's side. */
public class ReportModel {

  public static void main(String[] args) throws IOException {
    int side = Integer.parseInt(args[1]);
    GraphSource model =
        GraphSource.savedModel(Path.of(args[0]), "serving_default", Feed.of(1, side, side));
    for (Row row : GraphReport.of(model).rows(By.LAYER)) {
      System.out.printf("%s: %,d parameters, %,d MACs%n", row.name(), row.parameters(), row.macs());
    }
  }
}
