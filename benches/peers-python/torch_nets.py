"""The nets in PyTorch: torchvision's, and He et al. 2015, section 4.2, whose nets for CIFAR torchvision has not."""

import torchvision
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    """Two 3x3 convolutions and shortcut A: every second pixel, new channels zero and behind the old ones."""

    def __init__(self, before: int, filters: int, stride: int):
        super().__init__()
        self.conv1 = nn.Conv2d(before, filters, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.stride, self.pad = stride, filters - before

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        y = self.bn2(self.conv2(y))
        if self.stride > 1 or self.pad > 0:
            x = F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.pad))
        return F.relu(y + x, inplace=True)


def cifar_net(depth: int, classes: int, block=Block, channels: int = 3) -> nn.Module:
    """The net of depth 6n + 2 of such blocks."""
    layers = [nn.Conv2d(channels, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True)]
    before = 16
    for filters in (16, 32, 64):
        for _ in range((depth - 2) // 6):
            layers.append(block(before, filters, 2 if filters > before else 1))
            before = filters
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, classes)]
    return nn.Sequential(*layers, *head)


def build(net: str, classes: int, training: bool) -> nn.Module:
    """A net of random weights; GoogLeNet with its auxiliary heads where it is trained."""
    if net in ("resnet8", "resnet20", "resnet56"):
        return cifar_net(int(net.removeprefix("resnet")), classes)
    options = {"weights": None, "num_classes": classes}
    if net == "googlenet":
        options |= {"aux_logits": training, "init_weights": True, "transform_input": False}
    return getattr(torchvision.models, net)(**options)
