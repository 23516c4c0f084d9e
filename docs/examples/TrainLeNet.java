import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.convzoo.train.TrainedModel;
import org.convzoo.train.Training;
import org.convzoo.train.data.DataSet;

/** Trains Caffe's LeNet, evaluates it and exports a SavedModel. Argument: the directory of the run. */
public class TrainLeNet {

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Recipe recipe = Recipes.shipped("lenet-caffe", "quick", Map.of("epochs", "2"));
    try (DataSet data = recipe.openData()) {
      TrainedModel model = Training.of(recipe, data).into(folder).run();
      System.out.printf("test accuracy %.4f%n", model.evaluate(data.test()).deciding());
      System.out.println("exported " + model.exportTo(folder.resolve("models/lenet")));
    }
  }
}
