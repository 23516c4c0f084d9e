"""Trains LeNet on Fashion-MNIST by Keras' fit, from tf.data and from arrays: prints images/s."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import time

import keras
import tensorflow as tf

import fashion_mnist
import networks_keras


class Stopwatch(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.seconds = []

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(time.perf_counter() - self.start)


def main():
    args = fashion_mnist.parse(fashion_mnist.parser(__doc__))
    tf.config.threading.set_intra_op_parallelism_threads(args.threads)
    x, y = fashion_mnist.load(args.data_dir, "train")
    test = fashion_mnist.load(args.data_dir, "t10k")
    x, test = x[..., None], (test[0][..., None], test[1])

    def fit(*data, **options):
        keras.utils.set_random_seed(1)
        model = networks_keras.create("lenet", 1, 28, 10, training=True)
        optimizer = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam}[args.optimizer]
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer(args.lr), loss, metrics=["accuracy"])
        stopwatch = Stopwatch()
        model.fit(*data, epochs=args.epochs, callbacks=[stopwatch], verbose=0, **options)
        return stopwatch.seconds, model.evaluate(*test, batch_size=1000, verbose=0)[1]

    dataset = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x))
    dataset = dataset.batch(args.batch).prefetch(tf.data.AUTOTUNE)
    results = {"tf.data": fit(dataset), "numpy": fit(x, y, batch_size=args.batch)}
    version = f"{keras.__version__} (tensorflow {tf.__version__})"
    fashion_mnist.report(args, "keras", version, len(x), results)


if __name__ == "__main__":
    main()
