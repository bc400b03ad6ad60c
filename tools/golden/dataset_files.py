"""Writes packages/datasets/test/golden/: tiny files in the formats of data sets, made by the software that defines them, and what Python reads of them.

    /tmp/golden/bin/python tools/golden/dataset_files.py            # CIFAR, TFRecord (torchvision, TensorFlow)
    /tmp/datasets/bin/python tools/golden/dataset_files.py tables   # parquet, WebDataset, MAT (pyarrow 19.0.1, webdataset 0.2.111, scipy 1.17.1)
"""

import io
import json
import pickle
import sys
import tarfile
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parents[2] / "packages" / "datasets" / "test" / "golden"


def noise(count: int, seed: int) -> np.ndarray:
    """Bytes that depend on the seed alone; blocks of equal ones keep the files small when packed."""
    blocks = np.random.default_rng(seed).integers(0, 256, (count + 15) // 16, dtype=np.uint8)
    return np.repeat(blocks, 16)[:count]


def digest(array: np.ndarray) -> str:
    import hashlib

    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def cifar() -> dict:
    """The official layouts with two images a batch; what torchvision's reader makes of the pickles."""
    from torchvision.datasets import CIFAR10, CIFAR100

    truth = {}
    root = FOLDER / "cifar"
    for reader, folder, binary, keys, classes in (
        (CIFAR10, "cifar-10-batches-py", "cifar-10-batches-bin", ["labels"], [10]),
        (CIFAR100, "cifar-100-python", "cifar-100-binary", ["coarse_labels", "fine_labels"], [20, 100]),
    ):
        import gzip

        members = {}
        for index, (name, _) in enumerate([*reader.train_list, *reader.test_list]):
            data = np.stack([noise(3072, 10 * index + row) for row in range(2)])
            labels = {key: [(7 * index + 3 * row + 50 * place + 1) % count for row in range(2)] for place, (key, count) in enumerate(zip(keys, classes))}
            batch = {"batch_label": name, **labels, "data": data, "filenames": [f"{name}_{row}.png" for row in range(2)]}
            # As Python 2 wrote them in the even ones (bytes as text), and a newer protocol in the odd ones.
            members[f"{folder}/{name}"] = pickle.dumps(batch, protocol=2 if index % 2 == 0 else 4)
            records = b"".join(
                bytes(labels[key][row] for key in keys) + data[row].tobytes() for row in range(2)
            )
            members[f"{binary}/{name + '.bin'}"] = records
        meta = {"label_names": list("abcdefghij")} if reader is CIFAR10 else {"fine_label_names": [], "coarse_label_names": []}
        members[f"{folder}/{reader.meta['filename']}"] = pickle.dumps(meta, protocol=2)
        for kind in (folder, binary):
            buffer = io.BytesIO()
            with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
                for name, content in members.items():
                    if name.startswith(f"{kind}/"):
                        info = tarfile.TarInfo(name)
                        info.size = len(content)
                        archive.addfile(info, io.BytesIO(content))
            root.mkdir(parents=True, exist_ok=True)
            (root / f"{kind}.tar.gz").write_bytes(gzip.compress(buffer.getvalue(), mtime=0))

        import tempfile

        class Tiny(reader):
            def _check_integrity(self):
                return True

            def _load_meta(self):
                self.classes = []

        with tempfile.TemporaryDirectory() as temporary:
            for name, content in members.items():
                path = Path(temporary) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            for train in (True, False):
                read = Tiny(temporary, train=train)
                truth[f"{reader.__name__}-{'train' if train else 'test'}"] = {"shape": list(read.data.shape), "sha256": digest(read.data), "labels": read.targets}
    return truth


def tfrecord() -> dict:
    """Records and Examples as TensorFlow writes them."""
    import tensorflow as tf

    root = FOLDER / "records"
    root.mkdir(parents=True, exist_ok=True)

    def feature(values):
        if isinstance(values[0], bytes):
            return tf.train.Feature(bytes_list=tf.train.BytesList(value=values))
        if isinstance(values[0], float):
            return tf.train.Feature(float_list=tf.train.FloatList(value=values))
        return tf.train.Feature(int64_list=tf.train.Int64List(value=values))

    examples = [
        {"image/encoded": [noise(40 + row, row).tobytes()], "image/class/label": [row % 3], "weights": [0.5, -1.25, 3e38], "ids": [-1, 2**62, -(2**63), 0, 300], "name\u00e9": [b"", b"two"]}
        for row in range(5)
    ]
    records = [
        tf.train.Example(features=tf.train.Features(feature={key: feature(values) for key, values in each.items()})).SerializeToString(deterministic=True)
        for each in examples
    ]
    for name, options in (("examples.tfrecord", ""), ("examples.tfrecord.gz", "GZIP")):
        with tf.io.TFRecordWriter(str(root / name), options) as writer:
            for record in [*records, b""] if options == "" else records:
                writer.write(record)
    read = [record.numpy().hex() for record in tf.data.TFRecordDataset(str(root / "examples.tfrecord"))]
    return {"records": read, "examples": [{key: [value.hex() if isinstance(value, bytes) else float(np.float32(value)) if isinstance(value, float) else str(value) for value in values] for key, values in each.items()} for each in examples]}


def tables() -> dict:
    """Parquet as Hugging Face publishes it, WebDataset shards, MAT files as SVHN's and ImageNet's."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    import scipy.io
    import webdataset as wds

    root = FOLDER / "tables"
    root.mkdir(parents=True, exist_ok=True)
    truth = {}
    images = [noise(60 + row, 100 + row).tobytes() for row in range(7)]
    labels = [row % 3 for row in range(7)]
    kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    column = pa.array([{"bytes": image, "path": f"{row}.png"} for row, image in enumerate(images)], kind)
    info = {"info": {"features": {"image": {"_type": "Image"}, "label": {"names": ["ant", "bee", "cat"], "_type": "ClassLabel"}}}}
    table = pa.table({"image": column, "label": pa.array(labels, pa.int64())}).replace_schema_metadata({"huggingface": json.dumps(info)})
    for compression in ("snappy", "zstd", "gzip", "none"):
        pq.write_table(table, root / f"{compression}.parquet", compression=compression, row_group_size=3)
    read = pq.read_table(root / "zstd.parquet").to_pydict()
    truth["parquet"] = {"images": [each["bytes"].hex() for each in read["image"]], "labels": read["label"]}

    shard = root / "shard-000000.tar"
    with wds.TarWriter(str(shard), mtime=0) as writer:
        for row, image in enumerate(images):
            writer.write({"__key__": f"part/sample{row}", "jpg": image, "cls": labels[row]})
    rows = list(wds.WebDataset(str(shard), shardshuffle=False))
    truth["webdataset"] = {"keys": [row["__key__"] for row in rows], "images": [row["jpg"].hex() for row in rows], "labels": [int(row["cls"]) for row in rows]}

    pixels = noise(32 * 32 * 3 * 3, 7).reshape(32, 32, 3, 3)
    digits = np.array([[1], [10], [9]], np.uint8)
    for name, packed in (("svhn-packed", True), ("svhn", False)):
        scipy.io.savemat(root / f"{name}.mat", {"X": pixels, "y": digits}, do_compression=packed)
    # As torchvision turns SVHN's axes, with the channels last.
    truth["svhn"] = {"sha256": digest(np.transpose(scipy.io.loadmat(root / "svhn.mat")["X"], (3, 0, 1, 2))), "labels": [1, 0, 9]}

    fields = [("ILSVRC2012_ID", "O"), ("WNID", "O"), ("words", "O"), ("num_children", "O"), ("children", "O")]
    synsets = np.zeros((4, 1), dtype=fields)
    for row, (identifier, children) in enumerate([("n00000003", 0), ("n00000001", 0), ("n00000002", 0), ("n00000009", 2)]):
        synsets[row, 0] = (np.array([[row + 1]], np.uint16), identifier, "some words", np.array([[children]], np.uint8), np.arange(children, dtype=np.float64))
    scipy.io.savemat(root / "meta.mat", {"synsets": synsets}, do_compression=False)
    return truth


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    parts = {"tables": tables} if sys.argv[1:] == ["tables"] else {"cifar": cifar, "tfrecord": tfrecord}
    for name, make in parts.items():
        path = FOLDER / f"{name}.json"
        path.write_text(json.dumps(make()) + "\n")
        print(f"{path.name}: {path.stat().st_size} bytes", flush=True)
