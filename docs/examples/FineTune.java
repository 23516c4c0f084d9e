import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.convzoo.train.step.EpochResult;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.convzoo.train.TrainedModel;
import org.convzoo.train.TrainingListener;
import org.convzoo.train.Training;
import org.convzoo.train.data.DataSet;

/**
 * Fine-tunes a ResNet-20 on a folder with a folder of photos per class. Arguments: that folder, the
 * directory of a run or SavedModel to start from, and that of the new run.
 */
public class FineTune {

  public static void main(String[] args) throws IOException {
    Recipe recipe =
        Recipes.shipped(
            "resnet20",
            "default",
            Map.of(
                "dataset", "folder",
                "data_dir", args[0],
                "init_from", args[1],
                "epochs", "2",
                "learning_rate.base", "0.001",
                "variables.frozen", "[conv1, conv2_1, conv2_2, conv2_3]"));
    TrainingListener printer =
        new TrainingListener() {
          @Override
          public void epoch(EpochResult epoch) {
            System.out.printf("epoch %d: loss %.4f%n", epoch.epoch(), epoch.main().loss());
          }

          @Override
          public void warning(String message) {
            System.err.println(message);
          }
        };
    try (DataSet photos = recipe.openData()) {
      TrainedModel model =
          Training.of(recipe, photos).into(Path.of(args[2])).listener(printer).run();
      System.out.println(model.evaluate(photos.test()).measures());
    }
  }
}
