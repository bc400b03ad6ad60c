"""Golden files of torchvision's nets: `python torchvision_nets.py [name ...]`."""

import sys

import numpy as np
import torch
import torchvision
from torch import nn
from torchvision import models

from formula import images, probe, weight
from golden_file import digits, heads, write

LOGITS = (
    "alexnet vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn googlenet "
    "resnet18 resnet34 resnet50 resnet101 resnet152 resnext50_32x4d wide_resnet50_2"
).split()
GRADIENTS = "alexnet vgg11_bn googlenet resnet18 resnet50 resnext50_32x4d".split()


def build(name: str) -> nn.Module:
    options = {"aux_logits": True, "init_weights": False, "transform_input": False} if name == "googlenet" else {}
    if name.startswith("vgg"):
        options = {"init_weights": False}
    net = getattr(models, name)(weights=None, **options)
    state = {}
    for key, value in net.state_dict().items():
        if key.endswith("num_batches_tracked"):
            state[key] = value
            continue
        fan_in = int(np.prod(value.shape[1:]))
        state[key] = torch.from_numpy(weight(key, tuple(value.shape), fan_in))
    net.load_state_dict(state)
    for module in net.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return net


def outputs(net: nn.Module, x: torch.Tensor) -> dict:
    """Outputs by head. GoogLeNet's auxiliary heads are called by module: its own tuple swaps their names, and lacks them in eval."""
    maps = {}
    hooks = []
    if isinstance(net, models.GoogLeNet):
        for head, place in {"aux1": "inception4a", "aux2": "inception4d"}.items():
            hook = lambda _module, _inputs, result, head=head: maps.__setitem__(head, result)
            hooks.append(getattr(net, place).register_forward_hook(hook))
        aux1, aux2, net.aux1, net.aux2 = net.aux1, net.aux2, None, None
        net.aux_logits = False
    result = {"main": net(x)}
    if maps:
        net.aux1, net.aux2 = aux1, aux2
        result["aux1"], result["aux2"] = aux1(maps["aux1"]), aux2(maps["aux2"])
    for hook in hooks:
        hook.remove()
    return result


def batch(count: int, size: int) -> torch.Tensor:
    return torch.from_numpy(images(count, size)).permute(0, 3, 1, 2).contiguous()


def gradients(net: nn.Module, count: int, size: int) -> dict:
    """One training step in float64, as batch normalization and ReLU make float32 gradients differ in the third digit."""
    net.double().train()
    net.zero_grad()
    loss = torch.zeros((), dtype=torch.float64)
    for head, y in outputs(net, batch(count, size).double()).items():
        loss = loss + (y * torch.from_numpy(probe(head, *y.shape)).double()).mean()
    loss.backward()
    norms = {key: digits(p.grad.norm()) for key, p in net.named_parameters()}
    return {"size": size, "images": count, "loss": digits(loss.detach()), "norms": norms}


def running_statistics(net: nn.Module) -> dict:
    """Norms of the running means and variances after that training step."""
    return {key: digits(value.norm()) for key, value in net.state_dict().items() if "running_" in key}


def main(names) -> None:
    for name in names or LOGITS:
        net = build(name).eval()
        with torch.no_grad():
            logits = {head: y.numpy() for head, y in outputs(net, batch(2, 224)).items()}
        body = {"size": 224, "images": 2, "heads": heads(logits)}
        if name in GRADIENTS:
            body["training"] = gradients(net, 4, 128)
        if name == "resnet18":
            body["training"]["running"] = running_statistics(net)
        write("torchvision", torchvision.__version__, name, body)


main(sys.argv[1:])
