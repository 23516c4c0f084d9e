"""Reads JPEGs, crops 224 pixels at random, flips half of them: images per second.

Run with --peer tfdata or --peer torch on a folder train/class/*.jpg; --write makes one of 256-pixel
images first.
"""
import argparse
import pathlib
import time


def write(folder, count):
    import numpy as np
    from PIL import Image

    y, x = np.mgrid[0:256, 0:256]
    for i in range(count):
        random = np.random.default_rng(i)
        image = np.zeros((256, 256, 3))
        for _ in range(12):  # waves of all lengths, and a little noise
            kx, ky = random.normal(0, 0.1, 2)
            wave = np.sin(kx * x + ky * y + random.uniform(0, 6.3))
            image += wave[..., None] * random.uniform(0, 30, 3)
        image += 128 + random.normal(0, 8, image.shape)
        for part in ("train", "test") if i < 10 else ("train",):
            to = pathlib.Path(folder, part, f"class{i % 2}")
            to.mkdir(parents=True, exist_ok=True)
            Image.fromarray(image.clip(0, 255).astype("uint8")).save(to / f"{i}.jpg", quality=90)


def tfdata(folder, batch):
    import tensorflow as tf

    files = tf.data.Dataset.list_files(f"{folder}/train/*/*.jpg", shuffle=False)

    def one(path):
        image = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
        image = tf.image.random_flip_left_right(tf.image.random_crop(image, (224, 224, 3)))
        return tf.cast(image, tf.float32) / 255

    return iter(files.shuffle(10000).repeat().map(one, tf.data.AUTOTUNE).batch(batch).prefetch(4))


def torch(folder, batch):
    import sys
    import types

    sys.modules["torchvision._meta_registrations"] = types.ModuleType("unused")
    import torch.utils.data
    from torchvision import datasets, transforms

    change = transforms.Compose(
        [transforms.RandomCrop(224), transforms.RandomHorizontalFlip(), transforms.ToTensor()])
    images = datasets.ImageFolder(f"{folder}/train", change)
    loader = torch.utils.data.DataLoader(
        images, batch, shuffle=True, num_workers=2, persistent_workers=True, drop_last=True)
    while True:
        yield from loader


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--peer", choices=("tfdata", "torch"))
    parser.add_argument("--write", type=int, metavar="N")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--batches", type=int, default=50)
    args = parser.parse_args()
    if args.write:
        write(args.folder, args.write)
    if args.peer:
        stream = {"tfdata": tfdata, "torch": torch}[args.peer](args.folder, args.batch)
        for _ in range((args.batches + 4) // 5):
            next(stream)
        start = time.time()
        for _ in range(args.batches):
            next(stream)
        print(f"{args.peer}: {args.batch * args.batches / (time.time() - start):,.0f} images/s")
