package org.convzoo.train.recipe;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.convzoo.ops.augment.CenterCrop;
import org.convzoo.ops.augment.ColorJitter;
import org.convzoo.ops.augment.Cutmix;
import org.convzoo.ops.augment.Cutout;
import org.convzoo.ops.augment.Elastic;
import org.convzoo.ops.augment.Erase;
import org.convzoo.ops.augment.Flip;
import org.convzoo.ops.augment.Lighting;
import org.convzoo.ops.augment.Mixup;
import org.convzoo.ops.augment.RandAugment;
import org.convzoo.ops.augment.RandomCrop;
import org.convzoo.ops.augment.RandomResizedCrop;
import org.convzoo.ops.augment.Rescale;
import org.convzoo.ops.augment.Rotation;

/** How recipes write augmentations: by name, with the components of each in snake case. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
  @Type(name = "rescale", value = Rescale.class),
  @Type(name = "center_crop", value = CenterCrop.class),
  @Type(name = "random_crop", value = RandomCrop.class),
  @Type(name = "random_area", value = RandomResizedCrop.class),
  @Type(name = "flip", value = Flip.class),
  @Type(name = "rotation", value = Rotation.class),
  @Type(name = "rand_augment", value = RandAugment.class),
  @Type(name = "lighting", value = Lighting.class),
  @Type(name = "color", value = ColorJitter.class),
  @Type(name = "cutout", value = Cutout.class),
  @Type(name = "erase", value = Erase.class),
  @Type(name = "elastic", value = Elastic.class),
  @Type(name = "mixup", value = Mixup.class),
  @Type(name = "cutmix", value = Cutmix.class)
})
@JsonNaming(SnakeCaseStrategy.class)
interface Augment {

  /** Writes an augmentation that is a name alone, {@code flip}, as one without a value for it. */
  static void spellOut(ObjectNode recipe) {
    if (recipe.get("augment") instanceof TextNode one) {
      recipe.putArray("augment").add(one);
    }
    if (recipe.get("augment") instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i).isTextual()) {
          ObjectNode whole = recipe.objectNode();
          whole.putObject(list.get(i).textValue());
          list.set(i, whole);
        }
      }
    }
  }
}
