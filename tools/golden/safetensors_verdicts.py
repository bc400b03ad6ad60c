"""The judge of safetensors-fuzz.mjs: reads pairs of file and what our reader has read from it (nothing: it refused)."""

import json
import struct
import sys
from collections import Counter

import safetensors


def frame() -> bytes | None:
    size = sys.stdin.buffer.read(4)
    return sys.stdin.buffer.read(struct.unpack("<I", size)[0]) if len(size) == 4 else None


def content(data: bytes) -> list | None:
    try:
        tensors = safetensors.deserialize(data)
    except Exception:  # noqa: BLE001 -- whatever it is, it is a refusal
        return None
    return sorted([name, t["dtype"], list(t["shape"]), bytes(t["data"]).hex()] for name, t in tensors)


counts: Counter[str] = Counter()
while (data := frame()) is not None:
    ours = json.loads(text) if (text := frame()) else None
    theirs = content(data)
    if ours is None:
        outcome = "both refuse" if theirs is None else "only ours refuses"
    elif theirs is None:
        outcome = "ONLY THEIRS REFUSES"
    else:
        outcome = "both take it" if sorted(ours) == theirs else "READ DIFFERENTLY"
    counts[outcome] += 1
    if outcome.isupper() and counts[outcome] <= 5:
        print(outcome, data, ours, theirs)
print(f"safetensors {safetensors.__version__}: {dict(counts)}")
sys.exit(1 if any(outcome.isupper() for outcome in counts) else 0)
