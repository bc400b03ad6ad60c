"""PyTorch: `python worker_torch.py`, which answers as serve.py says. channels_last throughout, the fused SGD of torch.optim."""

import contextlib

import torch
import torchvision
from torch.nn import functional as F

from batch_values import batch_values, sample
from serve import serve
from torch_nets import build


def autocast(precision: str):
    if precision == "float32":
        return contextlib.nullcontext()
    return torch.autocast("cpu", dtype=torch.bfloat16)


def loss_of(outputs, labels):
    """Cross entropy, with 0.3 of the auxiliary heads', as Szegedy et al. 2015, section 5."""
    if isinstance(outputs, torch.Tensor):
        return F.cross_entropy(outputs, labels)
    main, *auxiliary = (F.cross_entropy(logits, labels) for logits in outputs)
    return main + 0.3 * sum(auxiliary)


def training_step(net, images, labels, settings):
    net = net.to(memory_format=torch.channels_last).train()
    optimizer = torch.optim.SGD(
        net.parameters(),
        lr=settings["rate"],
        momentum=settings["momentum"],
        weight_decay=settings["weightDecay"],
        fused=True,
    )

    def loss(x, y):
        with autocast(settings["precision"]):
            return loss_of(net(x), y)

    if settings["mode"] == "compile":
        loss = torch.compile(loss)

    def step():
        optimizer.zero_grad()
        value = loss(images, labels)
        value.backward()
        optimizer.step()
        return value.detach()

    return step


def inference_step(net, images, settings):
    net = net.to(memory_format=torch.channels_last).eval().requires_grad_(False)
    if settings["precision"] == "bfloat16":  # weights too, which autocast would convert at every call
        net, images = net.to(torch.bfloat16), images.to(torch.bfloat16)
    if settings["mode"] == "compile":
        # `freezing` folds batch normalization and packs the weights once: what PyTorch offers for a net that only answers.
        net = torch.compile(net, options={"freezing": True})

    def step():
        with torch.no_grad():
            return net(images)[0, 0]

    return step


def prepare(settings):
    torch.manual_seed(0)
    training = settings["task"] == "training"
    net = build(settings["net"], settings["classes"], training)
    params = sum(p.numel() for p in net.parameters())
    values = batch_values(settings["batch"], settings["inputShape"], settings["classes"])
    # NHWC seen as NCHW is PyTorch's channels_last.
    images, labels = torch.from_numpy(values[0]).permute(0, 3, 1, 2), torch.from_numpy(values[1])
    step = training_step(net, images, labels, settings) if training else inference_step(net, images, settings)
    return step, {"params": params, "sample": sample(*values), "threads": torch.get_num_threads()}


serve(prepare, {"torch": torch.__version__, "torchvision": torchvision.__version__})
