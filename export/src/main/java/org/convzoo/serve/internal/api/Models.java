package org.convzoo.serve.internal.api;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.convzoo.serve.internal.model.ModelSignature;
import org.convzoo.serve.internal.model.ServedModel;
import org.convzoo.serve.internal.model.ServedVersion;

/** The models of a server, by their names in requests. */
public final class Models {

  private final Map<String, ServedModel> models = new TreeMap<>();

  public Models(Collection<ServedModel> all) {
    all.forEach(model -> models.put(model.name(), model));
  }

  Collection<ServedModel> all() {
    return models.values();
  }

  /**
   * Returns a model.
   *
   * @throws HttpFailure if there is none of this name
   */
  ServedModel get(String name) {
    ServedModel model = models.get(name);
    if (model == null) {
      throw new HttpFailure(
          404, "Servable not found for request: Latest(%s); there are %s", name, models.keySet());
    }
    return model;
  }

  /**
   * Uses the version of a model that is served until the answer is there.
   *
   * @param number of the version that is asked for, or empty for any
   * @throws HttpFailure if there is no such model or version
   */
  CompletableFuture<Answer> using(
      String name, String number, Function<ServedVersion, CompletableFuture<Answer>> use) {
    ServedVersion version =
        get(name).acquire().orElseThrow(() -> new HttpFailure(503, "the server is stopping"));
    try {
      if (!number.isEmpty() && !number.equals(Long.toString(version.number()))) {
        throw new HttpFailure(
            404,
            "Servable not found for request: Specific(%s, %s); version %d is served",
            name,
            number,
            version.number());
      }
      CompletableFuture<Answer> answer = use.apply(version);
      answer.whenComplete((said, e) -> version.release());
      return answer;
    } catch (RuntimeException | Error e) {
      version.release();
      throw e;
    }
  }

  /**
   * Returns a signature.
   *
   * @throws HttpFailure if there is none of this name
   */
  static ModelSignature signature(ServedVersion version, String name) {
    ModelSignature signature = version.signatures().get(name);
    if (signature == null) {
      throw new HttpFailure(
          400,
          "Serving signature name: \"%s\" not found in signature def; there are %s",
          name,
          version.signatures().keySet());
    }
    return signature;
  }
}
