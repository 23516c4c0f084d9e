"""The networks in PyTorch, as convzoo draws them; a convolution learns its input from the data."""

import torch
from torch import nn


def create(name, channels, size, classes):
    """Returns the network, its parameters made by a first image."""
    net = {
        "lenet": lenet,
        "lenet-caffe": lenet_caffe,
        "alexnet": alexnet,
        "alexnet-nolrn": lambda n: alexnet(n, norm=nn.Identity),
        "googlenet": GoogLeNet,
    }[name](classes)
    with torch.no_grad():
        net(torch.zeros(2, channels, size, size))
    return net


def conv(filters, kernel, **options):
    return nn.Sequential(nn.LazyConv2d(filters, kernel, **options), nn.ReLU(inplace=True))


def dense(units):
    return nn.Sequential(nn.LazyLinear(units), nn.ReLU(inplace=True))


def lrn():
    return nn.LocalResponseNorm(5, alpha=5 * 1e-4, beta=0.75, k=2)  # PyTorch divides alpha by n


def lenet(classes):
    return nn.Sequential(
        nn.LazyConv2d(6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2),  # 6x14x14
        nn.LazyConv2d(16, 5), nn.Sigmoid(), nn.AvgPool2d(2),  # 16x5x5
        nn.Flatten(),
        nn.LazyLinear(120), nn.Sigmoid(),
        nn.LazyLinear(84), nn.Sigmoid(),
        nn.LazyLinear(classes),
    )  # fmt: skip


def lenet_caffe(classes):
    return nn.Sequential(
        nn.LazyConv2d(20, 5), nn.MaxPool2d(2, ceil_mode=True),  # 20x12x12
        nn.LazyConv2d(50, 5), nn.MaxPool2d(2, ceil_mode=True),  # 50x4x4
        nn.Flatten(),
        dense(500),
        nn.LazyLinear(classes),
    )  # fmt: skip


def alexnet(classes, norm=lrn):
    """Two towers are two groups; only the normalisation looks over the fence between them."""
    return nn.Sequential(
        conv(96, 11, stride=4), norm(), nn.MaxPool2d(3, 2),  # 96x27x27
        conv(256, 5, padding=2, groups=2), norm(), nn.MaxPool2d(3, 2),  # 256x13x13
        conv(384, 3, padding=1),  # 384x13x13
        conv(384, 3, padding=1, groups=2),  # 384x13x13
        conv(256, 3, padding=1, groups=2), nn.MaxPool2d(3, 2),  # 256x6x6
        nn.Flatten(),
        dense(4096), nn.Dropout(0.5),
        dense(4096), nn.Dropout(0.5),
        nn.LazyLinear(classes),
    )  # fmt: skip


class Inception(nn.Module):
    """A row of GoogLeNet's table 1."""

    def __init__(self, one, reduce3, three, reduce5, five, project):
        super().__init__()
        self.branches = nn.ModuleList(
            [
                conv(one, 1),
                nn.Sequential(conv(reduce3, 1), conv(three, 3, padding=1)),
                nn.Sequential(conv(reduce5, 1), conv(five, 5, padding=2)),
                nn.Sequential(nn.MaxPool2d(3, 1, padding=1), conv(project, 1)),
            ]
        )

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


class GoogLeNet(nn.Module):
    """Logits in inference; in training a tuple of them, the auxiliary heads' last."""

    def __init__(self, classes):
        super().__init__()

        def halve():
            return nn.MaxPool2d(3, 2, ceil_mode=True)

        self.to_4a = nn.Sequential(
            conv(64, 7, stride=2, padding=3), halve(), lrn(),  # 64x56x56
            conv(64, 1), conv(192, 3, padding=1), lrn(), halve(),  # 192x28x28
            Inception(64, 96, 128, 16, 32, 32),
            Inception(128, 128, 192, 32, 96, 64), halve(),  # 480x14x14
            Inception(192, 96, 208, 16, 48, 64),  # 512x14x14
        )  # fmt: skip
        self.to_4d = nn.Sequential(
            Inception(160, 112, 224, 24, 64, 64),
            Inception(128, 128, 256, 24, 64, 64),
            Inception(112, 144, 288, 32, 64, 64),  # 528x14x14
        )
        self.to_end = nn.Sequential(
            Inception(256, 160, 320, 32, 128, 128), halve(),  # 832x7x7
            Inception(256, 160, 320, 32, 128, 128),
            Inception(384, 192, 384, 48, 128, 128),  # 1024x7x7
            nn.AdaptiveAvgPool2d(1), nn.Flatten(),
            nn.Dropout(0.4), nn.LazyLinear(classes),
        )  # fmt: skip
        self.head_4a, self.head_4d = (
            nn.Sequential(
                nn.AvgPool2d(5, 3), conv(128, 1), nn.Flatten(),
                dense(1024), nn.Dropout(0.7), nn.LazyLinear(classes),
            )
            for _ in range(2)
        )  # fmt: skip

    def forward(self, x):
        x4a = self.to_4a(x)
        x4d = self.to_4d(x4a)
        end = self.to_end(x4d)
        return (end, self.head_4a(x4a), self.head_4d(x4d)) if self.training else end
