package org.convzoo.train.recipe;

import java.util.Map;
import java.util.Optional;

/** What the names of other frameworks are called in recipes. */
final class ForeignKeys {

  private static final Map<String, String> MEANT =
      Map.ofEntries(
          Map.entry("batchsize", "batch_size"),
          Map.entry("mini_batch", "batch_size"),
          Map.entry("num_epochs", "epochs"),
          Map.entry("max_epochs", "epochs"),
          Map.entry("model", "network"),
          Map.entry("arch", "network"),
          Map.entry("data", "dataset"),
          Map.entry("lr", "learning_rate.base"),
          Map.entry("learning_rate.lr", "learning_rate.base"),
          Map.entry("optimizer.lr", "learning_rate.base"),
          Map.entry("optimizer.learning_rate", "learning_rate.base"),
          Map.entry("scheduler", "learning_rate.schedule"),
          Map.entry("lr_scheduler", "learning_rate.schedule"),
          Map.entry("weight_decay", "optimizer.weight_decay"),
          Map.entry("optimizer.decay", "optimizer.weight_decay"),
          Map.entry("momentum", "optimizer.momentum"),
          Map.entry("optimizer.eps", "optimizer.epsilon"),
          Map.entry("clip_norm", "gradients.clip_norm"),
          Map.entry("optimizer.clipnorm", "gradients.clip_norm"),
          Map.entry("patience", "early_stopping_patience"),
          Map.entry("frozen", "variables.frozen"),
          Map.entry("sync_batch_norm", "batch_norm.synchronized"),
          Map.entry("random_seed", "seed"));

  private ForeignKeys() {}

  /** Returns the key of a recipe that is meant by one with dots that is unknown. */
  static Optional<String> meant(String key) {
    return Optional.ofNullable(MEANT.get(key));
  }
}
