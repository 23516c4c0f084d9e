package org.convzoo.ops.augment.sample;

/**
 * A change of training images: of each on its own ({@link ImageAugmentation}), or of those of a
 * batch among one another ({@link BatchAugmentation}).
 */
public sealed interface Augmentation permits ImageAugmentation, BatchAugmentation {}
