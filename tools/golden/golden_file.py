"""Writes packages/models/test/golden/<library>-<model>.json."""

import json
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parents[2] / "packages" / "models" / "test" / "golden"
EVERY = 8  # of the logits one in eight is kept; the norm is of all


def digits(value: float) -> float:
    """Nine significant digits, enough for a float32."""
    return float(f"{float(value):.9g}")


def heads(outputs: dict) -> dict:
    return {
        head: {
            "norm": digits(np.linalg.norm(logits.astype(np.float64))),
            "logits": [[digits(x) for x in row[::EVERY]] for row in logits],
        }
        for head, logits in outputs.items()
    }


def write(library: str, version: str, model: str, body: dict) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{library}-{model}.json"
    content = {"library": library, "version": version, "model": model, "every": EVERY, **body}
    path.write_text(json.dumps(content) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes", flush=True)
