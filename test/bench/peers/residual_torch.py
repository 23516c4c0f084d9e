"""Residual and dense networks that torchvision has not, in PyTorch, as convzoo draws them."""

import torch
import torch.nn.functional as F
from torch import nn

NETWORKS = {
    "resnet20": lambda n: cifar_resnet(3, n),
    "resnet56": lambda n: cifar_resnet(9, n),
    "resnet110": lambda n: cifar_resnet(18, n),
    "preresnet164": lambda n: pre_activated(conv(16, 3), 16, (18, 18, 18), bottleneck, n),
    "wrn-16-8": lambda n: pre_activated(conv(16, 3), 128, (2, 2, 2), basic, n),
    "resnet50-v2": lambda n: resnet_v2((3, 4, 6, 3), n),
    "densenet40-k12": lambda n: densenet(12, 16, 12, False, n),
    "densenet-bc100-k12": lambda n: densenet(12, 24, 16, True, n),
}


def conv(filters, kernel, stride=1, bias=False):
    return nn.LazyConv2d(filters, kernel, stride, padding=kernel // 2, bias=bias)


def norm():
    return nn.Sequential(nn.LazyBatchNorm2d(), nn.ReLU(inplace=True))


def end(classes):
    return nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.LazyLinear(classes)


class PaddedShortcut(nn.Module):
    """Option A: every second pixel, and channels of zeros after those there are."""

    def forward(self, x):
        return F.pad(x[..., ::2, ::2], (0, 0, 0, 0, 0, x.shape[1]))


class Unit(nn.Module):
    def __init__(self, branch, shortcut):
        super().__init__()
        self.branch, self.shortcut = branch, shortcut

    def forward(self, x):
        return F.relu(self.shortcut(x) + self.branch(x))


def cifar_resnet(n, classes):
    net = [conv(16, 3), norm()]
    for width in (16, 32, 64):  # 32x32, 16x16, 8x8
        for i in range(n):
            stride = 2 if width > 16 and i == 0 else 1
            branch = nn.Sequential(
                conv(width, 3, stride), norm(), conv(width, 3), nn.LazyBatchNorm2d()
            )
            net.append(Unit(branch, PaddedShortcut() if stride == 2 else nn.Identity()))
    return nn.Sequential(*net, *end(classes))


class PreActivatedUnit(nn.Module):
    """The branch, and the projection if there is one, read what is normalised and activated."""

    def __init__(self, branch, projection, stride):
        super().__init__()
        self.active = nn.Sequential(nn.LazyBatchNorm2d(), nn.ReLU())
        self.branch, self.projection, self.stride = branch, projection, stride

    def forward(self, x):
        y = self.active(x)
        s = self.stride
        return self.branch(y) + (self.projection(y) if self.projection else x[..., ::s, ::s])


def basic(width, stride):
    return width, nn.Sequential(conv(width, 3, stride), norm(), conv(width, 3))


def bottleneck(width, stride):
    return 4 * width, nn.Sequential(
        conv(width, 1, stride), norm(), conv(width, 3), norm(), conv(4 * width, 1)
    )


def bottleneck_v2(width, stride):
    return 4 * width, nn.Sequential(
        conv(width, 1), norm(), conv(width, 3, stride), norm(), conv(4 * width, 1, bias=True)
    )


def pre_activated(stem, width, units, branch, classes, halving_last=False):
    net, before = [stem], None
    for stage, n in enumerate(units):
        for i in range(n):
            halves = i == n - 1 and stage < len(units) - 1 if halving_last else i == 0 and stage
            stride = 2 if halves else 1
            channels, unit = branch(width << stage, stride)
            project = channels != before
            projection = conv(channels, 1, stride, bias=halving_last) if project else None
            net.append(PreActivatedUnit(unit, projection, stride))
            before = channels
    return nn.Sequential(*net, norm(), *end(classes))


def resnet_v2(units, classes):
    """As in Keras: a stage's last unit halves the map."""
    stem = nn.Sequential(nn.LazyConv2d(64, 7, 2, padding=3), nn.MaxPool2d(3, 2, padding=1))
    return pre_activated(stem, 64, units, bottleneck_v2, classes, halving_last=True)


class DenseLayer(nn.Module):
    def __init__(self, growth, bottleneck):
        super().__init__()
        reduce = (conv(4 * growth, 1), norm()) if bottleneck else ()
        self.branch = nn.Sequential(nn.LazyBatchNorm2d(), nn.ReLU(), *reduce, conv(growth, 3))

    def forward(self, x):
        return torch.cat([x, self.branch(x)], 1)


def densenet(growth, channels, layers, bc, classes):
    """For CIFAR. BC has bottlenecks, and transitions that halve the channels."""
    net = [conv(channels, 3)]
    for block in range(3):  # 32x32, 16x16, 8x8
        net += [DenseLayer(growth, bc) for _ in range(layers)]
        channels += growth * layers
        net.append(norm())
        if block < 2:
            channels //= 2 if bc else 1
            net += [conv(channels, 1), nn.AvgPool2d(2)]
    return nn.Sequential(*net, *end(classes))
