"""Times a training or inference step of a network in PyTorch."""

import torch
import torch.nn.functional as F

import measure
import networks_torch


def main():
    p = measure.parser(__doc__)
    p.add_argument("--channels-last", action="store_true", help="images and weights as NHWC")
    p.add_argument("--compile", action="store_true", help="by torch.compile")
    p.add_argument("--autocast", action="store_true", help="bfloat16 where PyTorch allows it")
    args = measure.parse(p)

    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    layout = torch.channels_last if args.channels_last else torch.contiguous_format
    images = torch.randn(args.batch, args.channels, args.size, args.size)
    images = images.to(memory_format=layout)

    training = args.mode == "train"
    net = networks_torch.create(args.network, args.channels, args.size, args.classes, training)
    net = net.to(memory_format=layout).train(training)
    parameters = sum(p.numel() for p in net.parameters())
    model = torch.compile(net) if args.compile else net

    optimizer = torch.optim.SGD(
        net.parameters(),
        lr=measure.LEARNING_RATE,
        momentum=measure.MOMENTUM,
        weight_decay=measure.WEIGHT_DECAY,
    )

    def heads():
        with torch.autocast("cpu", torch.bfloat16, enabled=args.autocast):
            logits = model(images)
        return logits if isinstance(logits, tuple) else (logits,)

    with torch.no_grad():  # one label an image, or one a pixel
        shape = heads()[0].shape
    labels = torch.randint(args.classes, (args.batch, *shape[2:]))

    def train():
        losses = (F.cross_entropy(head.float(), labels) for head in heads())
        loss = sum(w * loss for w, loss in zip(measure.HEADS, losses))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    @torch.inference_mode()
    def infer():
        return heads()[0].flatten()[0].item()

    framework = "torch" + (" channels-last" if args.channels_last else "")
    framework += " compiled" if args.compile else ""
    framework += " autocast" if args.autocast else ""
    step = train if training else infer
    measure.run(args, framework, torch.__version__, parameters, step)


if __name__ == "__main__":
    main()
