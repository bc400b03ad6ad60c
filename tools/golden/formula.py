"""The one formula that fills every tensor of a golden file; packages/models/test/golden-formula.ts is the same in TypeScript."""

import numpy as np


def fill(name: str, shape, centre: float = 0.0, spread: float = 1.0) -> np.ndarray:
    """Numbers in [centre - spread, centre + spread) that depend on the name and the flat index alone."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x01000193) & 0xFFFFFFFF  # FNV-1a
    count = int(np.prod(shape))
    x = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32(seed)
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x85EBCA6B)  # the finaliser of MurmurHash3
    x = (x ^ (x >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    x = x ^ (x >> np.uint32(16))
    unit = x.astype(np.float64) / 2.0**31 - 1.0
    return (centre + spread * unit).astype(np.float32).reshape(shape)


def weight(name: str, shape, fan_in: int) -> np.ndarray:
    """A weight by its canonical name: kernels as He's uniform initialisation, scales and variances around 1, the rest around 0."""
    if len(shape) > 1:
        return fill(name, shape, 0.0, float(np.sqrt(6.0 / fan_in)))
    around_one = name.endswith(("weight", "gamma", "running_var", "moving_variance"))
    return fill(name, shape, 1.0 if around_one else 0.0, 0.1)


def images(count: int, size: int) -> np.ndarray:
    """Images [count, size, size, 3]."""
    return fill("image", (count, size, size, 3))


def probe(head: str, count: int, classes: int) -> np.ndarray:
    """The loss of the gradients is the mean of output * probe, summed over the heads."""
    return fill(f"probe_{head}", (count, classes))
