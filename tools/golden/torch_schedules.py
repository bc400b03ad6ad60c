"""Writes packages/recipes/test/golden/schedules.json: the rates of PyTorch's schedulers, step by step."""

import json
import warnings
from pathlib import Path

import torch
from torch.optim import SGD
from torch.optim import lr_scheduler as schedulers

OUT = Path(__file__).resolve().parents[2] / "packages" / "recipes" / "test" / "golden" / "schedules.json"
STEPS = 60
warnings.filterwarnings("ignore")


def optimizer(rate: float) -> SGD:
    return SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate, momentum=0.9)


def rates(rate: float, make, steps: int = STEPS) -> list[float]:
    sgd = optimizer(rate)
    scheduler = make(sgd)
    seen = []
    for step in range(steps):
        seen.append(sgd.param_groups[0]["lr"])
        if step + 1 < steps:
            sgd.step()
            scheduler.step()
    return seen


def warmed(sgd: SGD, start: float, steps: int, after) -> schedulers.SequentialLR:
    first = schedulers.LinearLR(sgd, start_factor=start, total_iters=steps)
    return schedulers.SequentialLR(sgd, [first, after(sgd)], milestones=[steps])


def held(sgd: SGD, start: float, steps: int, after) -> schedulers.SequentialLR:
    first = schedulers.ConstantLR(sgd, factor=start, total_iters=steps)
    return schedulers.SequentialLR(sgd, [first, after(sgd)], milestones=[steps])


def metrics(count: int) -> list[float]:
    """A curve that falls, stalls, jumps and falls again: a formula, so that nothing is drawn."""
    state, values = 12345, []
    for index in range(count):
        state = (state * 1103515245 + 12345) % 2**31
        noise = state / 2**31
        level = 1 / (1 + index / 8) if index < 30 else 0.2 - 0.002 * index
        values.append(round(max(level, 0.05) * (1 + 0.2 * noise), 6))
    values[17] = float("nan")
    return values


def plateau(history: list[float], rate: float, **options) -> list[float]:
    sgd = optimizer(rate)
    scheduler = schedulers.ReduceLROnPlateau(sgd, **options)
    seen = [sgd.param_groups[0]["lr"]]
    for value in history:
        scheduler.step(value)
        seen.append(sgd.param_groups[0]["lr"])
    return seen


s = schedulers
CASES = {
    "multiStep": rates(0.1, lambda o: s.MultiStepLR(o, [10, 11, 40], gamma=0.1)),
    "multiStep half": rates(0.3, lambda o: s.MultiStepLR(o, [0, 20], gamma=0.5)),
    "stepDecay": rates(0.1, lambda o: s.StepLR(o, 7, gamma=0.3)),
    "exponential": rates(0.05, lambda o: s.ExponentialLR(o, 0.96)),
    "exponential staircase": rates(0.01, lambda o: s.StepLR(o, 8, gamma=0.96)),
    "cosine": rates(0.1, lambda o: s.CosineAnnealingLR(o, 60, eta_min=0.001)),
    "cosine to 0": rates(0.5, lambda o: s.CosineAnnealingLR(o, 59)),
    "polynomial": rates(0.1, lambda o: s.PolynomialLR(o, 50, power=2.0)),
    "polynomial line": rates(0.1, lambda o: s.PolynomialLR(o, 60)),
    "oneCycle": rates(0.1, lambda o: s.OneCycleLR(o, 0.1, total_steps=60)),
    "oneCycle linear": rates(
        0.4,
        lambda o: s.OneCycleLR(
            o, 0.4, total_steps=60, pct_start=0.21, anneal_strategy="linear", div_factor=10, final_div_factor=100
        ),
    ),
    "oneCycle threePhase": rates(0.1, lambda o: s.OneCycleLR(o, 0.1, total_steps=60, pct_start=0.4, three_phase=True)),
    "warmUp delayed cosine": rates(0.5, lambda o: warmed(o, 0.01, 5, lambda p: s.CosineAnnealingLR(p, 55, eta_min=0.002))),
    "warmUp constant": rates(0.1, lambda o: held(o, 0.1, 6, lambda p: s.MultiStepLR(p, [20]))),
    "warmUp linear": rates(0.1, lambda o: s.LinearLR(o, start_factor=0.25, total_iters=12)),
}
HISTORY = metrics(110)
PLATEAU = {
    "default": plateau(HISTORY, 0.1),
    "patience 2": plateau(HISTORY, 0.1, patience=2, factor=0.5),
    "patience 0": plateau(HISTORY, 0.1, patience=0, factor=0.5, threshold=0.01),
    "cooldown 3": plateau(HISTORY, 0.2, patience=1, cooldown=3, factor=0.2, eps=1e-5),
    "absolute": plateau(HISTORY, 0.1, patience=2, factor=0.5, threshold=0.01, threshold_mode="abs"),
    "floor": plateau(HISTORY, 0.1, patience=1, factor=0.3, min_lr=0.004),
}


def compact(rows: dict) -> dict:
    return {name: [float(f"{value:.17g}") for value in row] for name, row in rows.items()}


OUT.parent.mkdir(parents=True, exist_ok=True)
history = [None if value != value else value for value in HISTORY]
content = {"library": "torch", "version": torch.__version__, "steps": compact(CASES), "history": history}
OUT.write_text(json.dumps({**content, "plateau": compact(PLATEAU)}) + "\n")
print(f"{OUT.name}: {OUT.stat().st_size} bytes")
