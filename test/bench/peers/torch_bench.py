"""Times a training or inference step of a network in PyTorch."""

import torch
import torch.nn.functional as F

import measure
import networks_torch


def main():
    p = measure.parser(__doc__)
    p.add_argument("--channels-last", action="store_true", help="images and weights as NHWC")
    p.add_argument("--compile", action="store_true", help="by torch.compile")
    args = measure.parse(p)

    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    layout = torch.channels_last if args.channels_last else torch.contiguous_format
    images = torch.randn(args.batch, args.channels, args.size, args.size)
    images = images.to(memory_format=layout)
    labels = torch.randint(args.classes, (args.batch,))

    net = networks_torch.create(args.network, args.channels, args.size, args.classes)
    net = net.to(memory_format=layout)
    if args.mode == "infer":
        net.eval()
        if args.network == "googlenet":
            del net.head_4a, net.head_4d
    parameters = sum(p.numel() for p in net.parameters())
    model = torch.compile(net) if args.compile else net

    optimizer = torch.optim.SGD(
        net.parameters(),
        lr=measure.LEARNING_RATE,
        momentum=measure.MOMENTUM,
        weight_decay=measure.WEIGHT_DECAY,
    )

    def train():
        logits = model(images)
        heads = logits if isinstance(logits, tuple) else (logits,)
        loss = sum(w * F.cross_entropy(head, labels) for w, head in zip(measure.HEADS, heads))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    @torch.inference_mode()
    def infer():
        return model(images)[0, 0].item()

    framework = "torch" + (" channels-last" if args.channels_last else "")
    framework += " compiled" if args.compile else ""
    step = train if args.mode == "train" else infer
    measure.run(args, framework, torch.__version__, parameters, step)


if __name__ == "__main__":
    main()
