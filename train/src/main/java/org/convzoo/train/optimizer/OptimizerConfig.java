package org.convzoo.train.optimizer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** An optimiser and its hyperparameters, as a recipe names them. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @Type(value = Sgd.class, name = "sgd"),
  @Type(value = Nesterov.class, name = "nesterov"),
  @Type(value = RmsProp.class, name = "rmsprop"),
  @Type(value = Adam.class, name = "adam"),
  @Type(value = AdamW.class, name = "adamw"),
  @Type(value = Lars.class, name = "lars"),
  @Type(value = FrameworkOptimizer.Adagrad.class, name = "adagrad"),
  @Type(value = FrameworkOptimizer.AdagradDa.class, name = "adagrad_da"),
  @Type(value = FrameworkOptimizer.Adadelta.class, name = "adadelta"),
  @Type(value = FrameworkOptimizer.Adamax.class, name = "adamax"),
  @Type(value = FrameworkOptimizer.Nadam.class, name = "nadam"),
  @Type(value = FrameworkOptimizer.Ftrl.class, name = "ftrl")
})
public interface OptimizerConfig extends OptimizerFactory {}
