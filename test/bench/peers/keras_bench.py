"""Times a training or inference step of a network in Keras on TensorFlow.

The training step is a tf.function: on LeNet about a seventh faster than train_on_batch, which
also keeps a metric, and on the large networks no slower.
"""

import math
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import tensorflow as tf

import measure
import networks_keras


def main():
    p = measure.parser(__doc__)
    p.add_argument("--jit", action="store_true", help="compile by XLA, as Keras does not by itself")
    args = measure.parse(p)

    tf.config.threading.set_intra_op_parallelism_threads(args.threads)
    keras.utils.set_random_seed(1)
    images = tf.random.normal((args.batch, args.size, args.size, args.channels))

    training = args.mode == "train"
    model = networks_keras.create(args.network, args.channels, args.size, args.classes, training)
    of_an_image = tf.nest.flatten(model.outputs)[0].shape[1:-1]  # one label, or one a pixel
    labels = tf.random.uniform((args.batch, *of_an_image), maxval=args.classes, dtype=tf.int32)
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.SGD(
        measure.LEARNING_RATE,
        measure.MOMENTUM,
        weight_decay=measure.WEIGHT_DECAY,  # Keras shrinks the weights, not adding to the gradient
    )
    optimizer.build(model.trainable_variables)

    @tf.function(jit_compile=args.jit)
    def train(images, labels):
        with tf.GradientTape() as tape:
            heads = tf.nest.flatten(model(images, training=True))
            loss = sum(w * cross_entropy(labels, head) for w, head in zip(measure.HEADS, heads))
        optimizer.apply(tape.gradient(loss, model.trainable_variables))
        return loss

    @tf.function(jit_compile=args.jit)
    def infer(images):
        return model(images, training=False)

    def step():
        return float(train(images, labels) if training else tf.reshape(infer(images), [-1])[0])

    framework = "keras" + (" xla" if args.jit else "")
    version = f"{keras.__version__} (tensorflow {tf.__version__})"
    parameters = sum(math.prod(v.shape) for v in model.trainable_variables)
    measure.run(args, framework, version, parameters, step)


if __name__ == "__main__":
    main()
