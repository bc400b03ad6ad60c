"""Golden file of PyTorch's losses, cut boxes and resizing for @skipjack/recipes: `python recipe_losses.py`."""

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F

FILE = Path(__file__).resolve().parents[2] / "packages" / "recipes" / "test" / "golden" / "pytorch-losses.json"
SAMPLES, CLASSES = 5, 7


def digits(values: torch.Tensor) -> list:
    return [float(f"{value:.12g}") for value in values.detach().double().flatten().tolist()]


def value(index: int) -> float:
    """The same numbers as in losses/golden-losses.test.ts."""
    return 4 * math.sin(index * 12.9898 + 1)


def case(kind: str, smoothing: float, share: float | None, over_classes: str = "mean") -> dict:
    logits = torch.tensor([value(i) for i in range(SAMPLES * CLASSES)], dtype=torch.float64)
    logits = logits.reshape(SAMPLES, CLASSES).requires_grad_()
    labels = torch.tensor([i * 3 % CLASSES for i in range(SAMPLES)])
    others = labels.flip(0)

    def loss(of: torch.Tensor) -> torch.Tensor:
        if kind == "crossEntropy":
            return F.cross_entropy(logits, of, label_smoothing=smoothing)
        # As timm's BinaryCrossEntropy(smoothing, sum_classes) makes its targets and reduces.
        low = smoothing / CLASSES
        target = torch.full_like(logits, low).scatter_(1, of[:, None], 1 - smoothing + low)
        losses = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
        return losses.sum(-1).mean() if over_classes == "sum" else losses.mean()

    total = loss(labels) if share is None else share * loss(labels) + (1 - share) * loss(others)
    if share is not None and kind == "crossEntropy":
        # PyTorch's cross entropy of probabilities, smoothed by itself, must say the same.
        soft = share * F.one_hot(labels, CLASSES) + (1 - share) * F.one_hot(others, CLASSES)
        torch.testing.assert_close(F.cross_entropy(logits, soft.double(), label_smoothing=smoothing), total)
    total.backward()
    options = {"type": kind, "labelSmoothing": smoothing}
    if kind == "binaryCrossEntropy":
        options["overClasses"] = over_classes
    return {
        "options": options,
        "share": share,
        "loss": digits(total)[0],
        "gradient": digits(logits.grad),
    }


def resized(height: int, width: int, to: tuple[int, int]) -> dict:
    image = torch.tensor([value(i) for i in range(height * width)], dtype=torch.float64).reshape(1, 1, height, width)
    out = F.interpolate(image, size=to, mode="bilinear", align_corners=False, antialias=True)
    return {"from": [height, width], "to": list(to), "pixels": digits(out)}


def main() -> None:
    losses = [
        case(kind, smoothing, share, over)
        for kind, overs in (("crossEntropy", ["mean"]), ("binaryCrossEntropy", ["mean", "sum"]))
        for over in overs
        for smoothing in (0.0, 0.1)
        for share in (None, 0.3)
    ]
    resizes = [resized(9, 7, (5, 4)), resized(4, 5, (7, 9)), resized(16, 16, (7, 16)), resized(6, 6, (6, 6))]
    FILE.parent.mkdir(parents=True, exist_ok=True)
    content = {"library": "torch", "version": torch.__version__, "samples": SAMPLES, "classes": CLASSES}
    FILE.write_text(json.dumps({**content, "losses": losses, "resizes": resizes}) + "\n")
    print(f"{FILE.name}: {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
