"""Writes packages/recipes/test/golden/optimizers.json: ten steps of PyTorch's, Keras's and numpy's optimizers."""

import json
import math
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"
import keras
import numpy as np
import torch
from torch.nn.utils import clip_grad_norm_, clip_grad_value_
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

OUT = Path(__file__).resolve().parents[2] / "packages" / "recipes" / "test" / "golden" / "optimizers.json"
RATES = [0.1] * 5 + [0.01] * 5
SHAPES = {"conv": (1, 1, 2, 2), "dense": (2, 2), "bias": (2,)}
DECAYED = {"all": list(SHAPES), "kernels": ["conv", "dense"], "convolutions": ["conv"], "none": []}


def filled(shape: tuple, value) -> np.ndarray:
    """In float32 as tfjs has it, computed with in float64."""
    count = math.prod(shape)
    return np.array([value(i) for i in range(count)], np.float32).astype(np.float64).reshape(shape)


def weights() -> dict:
    """The same numbers as in packages/recipes/test/golden-optimizers.ts."""
    return {name: filled(shape, lambda i, k=k: 2 * math.sin(k * 5 + i + 1)) for k, (name, shape) in enumerate(SHAPES.items())}


def gradients(step: int) -> dict:
    return {
        name: filled(shape, lambda i, k=k: math.sin(step * 3.1 + k * 1.7 + i) + 0.3 * math.cos(i))
        for k, (name, shape) in enumerate(SHAPES.items())
    }


def row(values) -> list:
    flat = np.concatenate([np.asarray(value, np.float64).ravel() for value in values])
    return [float(f"{value:.10g}") for value in flat]


class Net(torch.nn.Module):
    """`statistics` are buffers, which follow their gradients as batch norm's follow the batches."""

    def __init__(self, statistics: tuple) -> None:
        super().__init__()
        start = {name: torch.tensor(w) for name, w in weights().items()}
        self.all = torch.nn.ParameterDict({n: torch.nn.Parameter(w) for n, w in start.items() if n not in statistics})
        self.statistics = statistics
        for name in statistics:
            self.register_buffer(name, start[name])

    def values(self) -> list:
        return [getattr(self, n).numpy() if n in self.statistics else self.all[n].detach().numpy() for n in SHAPES]

    def take(self, slopes: dict) -> None:
        for name, slope in slopes.items():
            if name in self.statistics:
                getattr(self, name).mul_(0.9).add_(torch.tensor(0.1 * slope))
            else:
                self.all[name].grad = torch.tensor(slope)


def in_torch(make, groups, before_step=lambda net: None, average=None, first=1, every=1, statistics=()) -> list:
    """`groups`: (names, factor of the rate, options); `average` of the net is what is written, from `first` on."""
    net = Net(statistics)
    optimizer = make([{"params": [net.all[n] for n in names], "lr": RATES[0], **own} for names, _, own in groups if names])
    kept = [group for group in groups if group[0]]
    averaged = average(net) if average else None
    rows = []
    for step, rate in enumerate(RATES):
        for (_, factor, _), group in zip(kept, optimizer.param_groups):
            group["lr"] = rate * factor
        net.take(gradients(step))
        before_step(net)
        optimizer.step()
        if averaged is not None and step + 1 >= first and (step + 1) % every == 0:
            averaged.update_parameters(net)
        rows.append(row((averaged.module if averaged is not None and step + 1 >= first else net).values()))
    return rows


def decayed(decay: str, amount: float) -> list:
    names = DECAYED[decay]
    return [(names, 1, {"weight_decay": amount}), ([n for n in SHAPES if n not in names], 1, {"weight_decay": 0.0})]


def ema(net: Net) -> AveragedModel:
    return AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(0.9), use_buffers=True)


def in_keras(momentum: float, nesterov: bool) -> list:
    variables = [keras.Variable(w, dtype="float64") for w in weights().values()]
    sgd = keras.optimizers.SGD(RATES[0], momentum=momentum, nesterov=nesterov)
    rows = []
    for step, rate in enumerate(RATES):
        sgd.learning_rate = rate
        slopes = [torch.tensor(g) for g in gradients(step).values()]
        sgd.apply(slopes, variables)
        rows.append(row([v.numpy() for v in variables]))
    return rows


def in_numpy(update) -> list:
    """`update` of the state of one weight: (weight, gradient, rate, velocity, name) to the new weight and velocity."""
    values, velocities, rows = weights(), {name: 0.0 for name in SHAPES}, []
    for step, rate in enumerate(RATES):
        for name, gradient in gradients(step).items():
            values[name], velocities[name] = update(values[name], gradient, rate, velocities[name], name)
        rows.append(row(values.values()))
    return rows


def decoupled(momentum: float, decay: float, caffe: bool):
    """Loshchilov and Hutter 2019, algorithm 1, lines 8 to 10, its schedule multiplier the rate."""

    def update(w, g, rate, v, name):
        decays = decay * rate * w if name in DECAYED["kernels"] else 0
        v = momentum * v - rate * g if caffe else momentum * v + g
        return (w + v if caffe else w - rate * v) - decays, v

    return in_numpy(update)


def lars(momentum: float, decay: float, trust: float):
    """You et al. 2017, algorithm 1; a bias follows plain momentum and does not decay."""

    def update(w, g, rate, v, name):
        if name not in DECAYED["kernels"]:
            v = momentum * v + rate * g
            return w - v, v
        size, slope = np.linalg.norm(w), np.linalg.norm(g)
        local = trust * size / (slope + decay * size)
        v = momentum * v + rate * local * (g + decay * w)
        return w - v, v

    return in_numpy(update)


def sgd(**options):
    return lambda groups: torch.optim.SGD(groups, lr=RATES[0], **options)


def case(optimizer: dict, trajectory: list, **more) -> dict:
    return {"optimizer": optimizer, **more, "trajectory": trajectory}


def sgd_cases() -> list:
    cases = []
    for momentum, nesterov, decay, word in [
        (0.0, False, 0.0, "all"),
        (0.0, False, 0.3, "kernels"),
        (0.9, False, 0.0, "all"),
        (0.9, False, 0.3, "all"),
        (0.9, True, 0.3, "kernels"),
        (0.5, False, 0.3, "convolutions"),
        (0.9, True, 0.3, "none"),
    ]:
        options = {"type": "sgd", "momentum": momentum, "nesterov": nesterov, "weightDecay": decay, "decay": word}
        cases.append(case(options, in_torch(sgd(momentum=momentum, nesterov=nesterov), decayed(word, decay))))
    for momentum, nesterov in ((0.9, False), (0.9, True), (0.0, False)):
        options = {"type": "sgd", "form": "caffe", "momentum": momentum, "nesterov": nesterov}
        cases.append(case(options, in_keras(momentum, nesterov)))
    for form in ("pytorch", "caffe"):
        options = {"type": "sgd", "form": form, "weightDecay": 0.3, "decoupled": True}
        cases.append(case(options, decoupled(0.9, 0.3, form == "caffe")))
    return cases


def group_cases() -> list:
    """As airbench has it: biases at 64 times the rate, and a decay of their own."""
    groups = [(["bias"], 64, {"weight_decay": 0.002}), (["conv"], 0.5, {"weight_decay": 0.1}), (["dense"], 1, {"weight_decay": 0.1})]
    named = [{"match": "biases", "rateFactor": 64, "weightDecay": 0.002}, {"match": "convolutions", "rateFactor": 0.5}]
    adam = lambda own: torch.optim.AdamW(own, lr=RATES[0])
    return [
        case(
            {"type": "sgd", "momentum": 0.85, "nesterov": True, "weightDecay": 0.1, "groups": named},
            in_torch(sgd(momentum=0.85, nesterov=True), groups),
        ),
        case({"type": "adamW", "weightDecay": 0.1, "groups": named}, in_torch(adam, groups)),
    ]


def adam_cases() -> list:
    cases = []
    for beta1, beta2, epsilon, decay, word in [
        (0.9, 0.999, 1e-8, 0.01, "all"),
        (0.8, 0.95, 1e-3, 0.3, "kernels"),
        (0.0, 0.999, 1e-8, 0.0, "all"),
        (0.9, 0.9999, 1e-8, 0.5, "none"),
    ]:
        make = lambda groups: torch.optim.AdamW(groups, lr=RATES[0], betas=(beta1, beta2), eps=epsilon)
        options = {"beta1": beta1, "beta2": beta2, "epsilon": epsilon, "weightDecay": decay, "decay": word}
        cases.append(case({"type": "adamW", **options}, in_torch(make, decayed(word, decay))))
    return cases


def step_cases() -> list:
    plain = {"type": "sgd", "momentum": 0.9}
    groups = [(list(SHAPES), 1, {})]
    clipped = {
        "norm 0.5": ({"norm": 0.5}, lambda net: clip_grad_norm_(net.parameters(), 0.5)),
        "norm 100": ({"norm": 100}, lambda net: clip_grad_norm_(net.parameters(), 100)),
        "value 0.3": ({"value": 0.3}, lambda net: clip_grad_value_(net.parameters(), 0.3)),
        "both": (
            {"norm": 1, "value": 0.3},
            lambda net: (clip_grad_norm_(net.parameters(), 1), clip_grad_value_(net.parameters(), 0.3)),
        ),
    }
    cases = [case(plain, in_torch(sgd(momentum=0.9), groups, limit), clip=clip) for clip, limit in clipped.values()]
    averages = [
        ({"type": "ema", "decay": 0.9}, ema, 1, 1),
        ({"type": "ema", "decay": 0.9, "every": 3}, ema, 3, 3),
        ({"type": "polyak"}, AveragedModel, 1, 1),
        ({"type": "polyak", "from": 4}, AveragedModel, 4, 1),
    ]
    for average, make, first, every in averages:
        rows = in_torch(sgd(momentum=0.9), groups, average=make, first=first, every=every)
        cases.append(case(plain, rows, average=average))
    statistics, others = ("bias",), [(["conv", "dense"], 1, {})]
    rows = in_torch(sgd(momentum=0.9), others, average=ema, statistics=statistics)
    cases.append(case(plain, rows, average=averages[0][0], statistics=statistics))
    return cases


def main() -> None:
    numpy_lars = [
        case({"type": "lars", "momentum": m, "weightDecay": d, "trust": t}, lars(m, d, t))
        for m, d, t in ((0.9, 1e-4, 0.001), (0.9, 0.1, 0.5), (0.0, 0.0, 0.02))
    ]
    cases = [*sgd_cases(), *group_cases(), *adam_cases(), *step_cases(), *numpy_lars]
    versions = {"torch": torch.__version__, "keras": keras.__version__, "numpy": np.__version__}
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"versions": versions, "rates": RATES, "shapes": SHAPES, "cases": cases}) + "\n")
    print(f"{OUT.name}: {OUT.stat().st_size} bytes, {len(cases)} cases")


if __name__ == "__main__":
    main()
