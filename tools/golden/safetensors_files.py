"""Writes packages/weights/test/golden: files of the safetensors package, and its verdict on wrong ones.

pip install safetensors==0.8.0 numpy==2.4.6 ml_dtypes==0.6.0
"""

import base64
import gzip
import json
from pathlib import Path

import ml_dtypes
import numpy as np
import safetensors
from safetensors.numpy import save
from safetensors_cases import cases

FOLDER = Path(__file__).resolve().parents[2] / "packages" / "weights" / "test" / "golden"
DTYPES = {
    "F32": np.float32, "F64": np.float64, "F16": np.float16, "BF16": ml_dtypes.bfloat16, "I64": np.int64,
    "I32": np.int32, "I16": np.int16, "I8": np.int8, "U8": np.uint8, "BOOL": np.bool_,
}  # fmt: skip
NAMES = ["conv1/kernel", "a", "é", "\uffff", "😀", "b/β", 'quote"\\', "Z", "a/1", "a/10"]


def values(dtype: str, count: int, seed: int) -> np.ndarray:
    """The bytes (seed + 7 i) mod 251 as values; those of BOOL are 0 and 1."""
    size = np.dtype(DTYPES[dtype]).itemsize
    raw = ((seed + 7 * np.arange(count * size)) % 251).astype(np.uint8)
    return (raw % 2).astype(np.bool_) if dtype == "BOOL" else raw.view(DTYPES[dtype])


def written() -> list[dict]:
    every = [(f"{name}.{d}", d, [2, 3]) for d in DTYPES for name in NAMES[:3]]
    files = {
        "every type": (every, None),
        "names in order of UTF-8": ([(n, "F32", [1]) for n in NAMES], None),
        "metadata": ([("w", "F32", [3])], {"format": 'np\n"é😀"\u2028\x01'}),
        "empty metadata": ([("w", "F32", [3])], {}),
        "scalars and empty ones": ([("s", "F64", []), ("e", "I64", [0, 2]), ("f", "U8", [0]), ("o", "I8", [1, 1])], None),
        "no tensors": ([], None),
        "no tensors, with metadata": ([], {"a": "b"}),
        "odd sizes": ([(f"t{i}", d, [i]) for i, d in enumerate(["U8", "F32", "F16", "I8", "F64", "BOOL", "I16"], 1)], None),
    }
    result = []
    for name, (tensors, metadata) in files.items():
        arrays = {
            key: values(dtype, int(np.prod(shape)), index).reshape(shape)
            for index, (key, dtype, shape) in enumerate(tensors)
        }
        result.append(
            {"name": name, "tensors": tensors, "metadata": metadata, "file": base64.b64encode(save(arrays, metadata)).decode()}
        )
    return result


def widened() -> dict:
    """float32 of each kind of F16 and BF16, as bits: all of F16's exponents and some fractions."""
    half = np.array([s | e << 10 | f for s in (0, 0x8000) for e in range(32) for f in (0, 1, 2, 511, 1023)], np.uint16)
    brain = np.array([s | e << 7 | f for s in (0, 0x8000) for e in (0, 1, 64, 127, 128, 254, 255) for f in (0, 1, 127)], np.uint16)
    return {
        dtype: {"bits": raw.tolist(), "float32": raw.view(kind).astype(np.float32).view(np.uint32).tolist()}
        for dtype, raw, kind in [("F16", half, np.float16), ("BF16", brain, ml_dtypes.bfloat16)]
    }


def verdict(data: bytes) -> str | None:
    """None where Python's reader accepts the file."""
    try:
        safetensors.deserialize(data)
    except Exception as error:  # noqa: BLE001 -- a panic of Rust's is a verdict too
        return str(error)[:80]
    return None


def dump(name: str, body: dict) -> None:
    path = FOLDER / name
    path.write_text(json.dumps({"library": "safetensors", "version": safetensors.__version__, **body}, separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    dump("written.json", {"files": written(), "widened": widened()})
    hostile = []
    for name, data in cases():
        packed = base64.b64encode(gzip.compress(data, mtime=0)).decode()
        hostile.append({"name": name, "gzip": packed, "refused": verdict(data)})
    dump("hostile.json", {"files": hostile})
    print(f"{len(hostile)} files, of which Python's reader refuses {sum(case['refused'] is not None for case in hostile)}")
