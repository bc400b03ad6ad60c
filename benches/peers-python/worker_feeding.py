"""The Python side of benches/feeding.mjs: reads a task on a line, answers with seconds on a line. Libraries are imported by the task that needs them."""

import json
import sys
import time


def timed(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


LOADERS: dict = {}


def drained(key, make, batches: int) -> float:
    """Seconds of the next batches of a loader, which goes on from epoch to epoch as in a training; the first batches start its workers."""
    def endless():
        loader = make()
        while True:
            yield from loader

    if key not in LOADERS:
        LOADERS[key] = endless()
        for _ in range(4):
            next(LOADERS[key])
    return timed(lambda: [next(LOADERS[key]) for _ in range(batches)])


def cifar(asked) -> float:
    import numpy
    import torch
    from PIL import Image
    from torchvision import transforms

    torch.set_num_threads(1)

    def make():
        steps = transforms.Compose(
            [
                transforms.RandomCrop(32, padding=4),
                transforms.RandomHorizontalFlip(),
                transforms.ToTensor(),
                transforms.Normalize((0.49, 0.48, 0.45), (0.25, 0.24, 0.26)),
            ]
        )

        # As torchvision.datasets.CIFAR10, which cannot be had without its files.
        class Cifar(torch.utils.data.Dataset):
            data = numpy.random.default_rng(0).integers(0, 256, (asked["length"], 32, 32, 3), dtype=numpy.uint8)

            def __len__(self):
                return len(self.data)

            def __getitem__(self, index):
                return steps(Image.fromarray(self.data[index])), index % 10

        workers = asked["workers"]
        return torch.utils.data.DataLoader(
            Cifar(), batch_size=asked["batch"], shuffle=True, drop_last=True, num_workers=workers, persistent_workers=workers > 0
        )

    return drained(("cifar", asked["workers"]), make, asked["batches"])


def folder(asked) -> float:
    import torch
    from torchvision import datasets, transforms

    torch.set_num_threads(1)

    def make():
        steps = transforms.Compose(
            [
                transforms.RandomResizedCrop(224),
                transforms.RandomHorizontalFlip(),
                transforms.ToTensor(),
                transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
            ]
        )
        return torch.utils.data.DataLoader(
            datasets.ImageFolder(asked["root"], steps),
            batch_size=asked["batch"],
            shuffle=True,
            drop_last=True,
            num_workers=asked["workers"],
            persistent_workers=True,
        )

    return drained(("folder", asked["workers"]), make, asked["batches"])


def tfrecord(asked) -> float:
    import tensorflow as tf

    def work():
        data = tf.data.TFRecordDataset(asked["file"])
        total = data.reduce(tf.constant(0, tf.int64), lambda sum, record: sum + tf.cast(tf.strings.length(record), tf.int64))
        if int(total) != asked["bytes"]:
            raise ValueError(f"read {int(total)} bytes")

    return timed(work)


TASKS = {"cifar": cifar, "folder": folder, "tfrecord": tfrecord}


if __name__ == "__main__":
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {"seconds": TASKS[asked["task"]](asked)}
        except Exception as error:  # the benchmark names what is not there
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
