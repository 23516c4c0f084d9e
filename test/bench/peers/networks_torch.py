"""The networks in PyTorch, as convzoo draws them; a convolution learns its input from the data."""

import sys
import types

import torch
from torch import nn

import residual_torch

# torchvision's compiled operators are not needed, and do not fit every version of PyTorch
sys.modules.setdefault("torchvision._meta_registrations", types.ModuleType("none"))
from torchvision import models


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


def lenet_bn(classes):
    return nn.Sequential(
        nn.LazyConv2d(6, 5), nn.LazyBatchNorm2d(), nn.Sigmoid(), nn.AvgPool2d(2),  # 6x12x12
        nn.LazyConv2d(16, 5), nn.LazyBatchNorm2d(), nn.Sigmoid(), nn.AvgPool2d(2),  # 16x4x4
        nn.Flatten(),
        nn.LazyLinear(120), nn.LazyBatchNorm1d(), nn.Sigmoid(),
        nn.LazyLinear(84), nn.LazyBatchNorm1d(), nn.Sigmoid(),
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


def zfnet(classes):
    return nn.Sequential(
        conv(96, 7, stride=2, padding=1), nn.MaxPool2d(3, 2, ceil_mode=True), lrn(),  # 96x55x55
        conv(256, 5, stride=2), nn.MaxPool2d(3, 2, ceil_mode=True), lrn(),  # 256x13x13
        conv(384, 3, padding=1), conv(384, 3, padding=1),  # 384x13x13
        conv(256, 3, padding=1), nn.MaxPool2d(3, 2, ceil_mode=True),  # 256x6x6
        nn.Flatten(),
        dense(4096), nn.Dropout(0.5),
        dense(4096), nn.Dropout(0.5),
        nn.LazyLinear(classes),
    )  # fmt: skip


def perceptron(filters, kernel, second, third, **options):
    """A block of network in network."""
    return nn.Sequential(conv(filters, kernel, **options), conv(second, 1), conv(third, 1))


def nin(classes):
    return nn.Sequential(
        perceptron(96, 11, 96, 96, stride=4), nn.MaxPool2d(3, 2),  # 96x26x26
        perceptron(256, 5, 256, 256, padding=2), nn.MaxPool2d(3, 2),  # 256x12x12
        perceptron(384, 3, 384, 384, padding=1), nn.MaxPool2d(3, 2),  # 384x5x5
        nn.Dropout(0.5),
        perceptron(classes, 3, classes, classes, padding=1),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(),
    )  # fmt: skip


def nin_cifar(classes):
    return nn.Sequential(
        perceptron(192, 5, 160, 96, padding=2), nn.MaxPool2d(3, 2, ceil_mode=True),  # 96x16x16
        nn.Dropout(0.5),
        perceptron(192, 5, 192, 192, padding=2), nn.AvgPool2d(3, 2, ceil_mode=True),  # 192x8x8
        nn.Dropout(0.5),
        perceptron(192, 3, 192, classes, padding=1),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(),
    )  # fmt: skip


def halving_first(net):
    """Moves the strides of torchvision's residual network to where the paper has them."""
    for stage in (net.layer2, net.layer3, net.layer4):
        stage[0].conv1.stride, stage[0].conv2.stride = (2, 2), (1, 1)
    return net


class UNet(nn.Module):
    """A level of U-Net, and those below it."""

    def __init__(self, width, below):
        super().__init__()
        self.down = nn.Sequential(conv(width, 3), conv(width, 3))
        if below:
            self.below = nn.Sequential(
                nn.MaxPool2d(2), UNet(2 * width, below - 1), nn.LazyConvTranspose2d(width, 2, 2)
            )
            self.up = nn.Sequential(conv(width, 3), conv(width, 3))
        else:
            self.down.append(nn.Dropout(0.5))
            self.below = None

    def forward(self, x):
        x = self.down(x)
        if not self.below:
            return x
        y = self.below(x)
        border = (x.shape[-1] - y.shape[-1]) // 2
        return self.up(torch.cat([x[..., border:-border, border:-border], y], 1))


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

    def __init__(self, classes, heads):
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
        self.heads = nn.ModuleList(
            nn.Sequential(
                nn.AvgPool2d(5, 3), conv(128, 1), nn.Flatten(),
                dense(1024), nn.Dropout(0.7), nn.LazyLinear(classes),
            )
            for _ in range(2 if heads else 0)
        )  # fmt: skip

    def forward(self, x):
        x4a = self.to_4a(x)
        x4d = self.to_4d(x4a)
        end = self.to_end(x4d)
        return (end, self.heads[0](x4a), self.heads[1](x4d)) if self.heads else end


NETWORKS = residual_torch.NETWORKS | {
    "lenet": lenet,
    "lenet-bn": lenet_bn,
    "lenet-caffe": lenet_caffe,
    "alexnet": alexnet,
    "alexnet-nolrn": lambda n: alexnet(n, norm=nn.Identity),
    "alexnet-owt": lambda n: models.alexnet(num_classes=n),
    "zfnet": zfnet,
    "vgg11": lambda n: models.vgg11(num_classes=n, init_weights=False),
    "vgg16": lambda n: models.vgg16(num_classes=n, init_weights=False),
    "vgg19": lambda n: models.vgg19(num_classes=n, init_weights=False),
    "vgg19-bn": lambda n: models.vgg19_bn(num_classes=n, init_weights=False),
    "nin": nin,
    "nin-cifar": nin_cifar,
    "resnet18": lambda n: models.resnet18(num_classes=n),
    "resnet50": lambda n: halving_first(models.resnet50(num_classes=n)),
    "resnet50-v1.5": lambda n: models.resnet50(num_classes=n),
    "resnet152": lambda n: halving_first(models.resnet152(num_classes=n)),
    "wide-resnet50-2": lambda n: models.wide_resnet50_2(num_classes=n),
    "densenet121": lambda n: models.densenet121(num_classes=n),
    "unet": lambda n: nn.Sequential(UNet(64, 4), nn.LazyConv2d(n, 1)),
}
WITH_HEADS = {  # auxiliary ones, in training only
    "googlenet": GoogLeNet,
    "googlenet-bn": lambda n, heads: models.googlenet(
        num_classes=n, aux_logits=heads, init_weights=False
    ),
}


def create(name, channels, size, classes, training):
    """Returns the network, its parameters made by a first image."""
    net = WITH_HEADS[name](classes, training) if name in WITH_HEADS else NETWORKS[name](classes)
    with torch.no_grad():
        net(torch.zeros(2, channels, size, size))
    return net
