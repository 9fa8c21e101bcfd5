"""Trains the digit reader for so many minutes.

python -m notebooks.digit_reader.train OUT.pt --minutes 40 --hands FONTS --digits MNIST
"""

from __future__ import annotations

import argparse
import math
import time
from collections import deque
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from notebooks.digit_reader.batches import Batch, Pool, classes_of, start_workers
from notebooks.digit_reader.fonts import hand_fonts
from notebooks.digit_reader.hands import Hands, load_labels
from notebooks.digit_reader.network import DigitNet
from notebooks.digit_reader.stored_blanks import load_real
from notebooks.line_reader.handwriting import load_digits
from notebooks.line_reader.train import Average

_WARM_UP_STEPS = 200
_LAST_RATE = 0.01
"""Of the rate, when the minutes are over."""
_TOLD_EVERY, _SAVED_EVERY = 100, 500
_BATCH = 64


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, help="checkpoint to write")
    parser.add_argument("--minutes", type=float, required=True, help="after them it ends")
    parser.add_argument("--rate", type=float, default=2.5e-3, help="highest learning rate")
    parser.add_argument("--start", type=Path, help="checkpoint to go on from")
    parser.add_argument("--hands", type=Path, help="folder that npm installed the fonts into")
    parser.add_argument("--digits", type=Path, help="folder of MNIST")
    parser.add_argument("--real", type=Path, help="list that real_blanks wrote")
    parser.add_argument("--half", help="only real crops of this half of benchmarks/offices")
    parser.add_argument("--bf16", action="store_true", help="half the time on CPUs that have it")
    parser.add_argument("--workers", type=int, default=1, help="processes that draw")
    parser.add_argument("--threads", type=int, default=1, help="threads of the network")
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args())


def train(arguments: argparse.Namespace) -> None:
    """Trains as the command line says and writes the average of the weights."""
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    network = DigitNet()
    if arguments.start is not None:
        network.load_state_dict(torch.load(arguments.start, weights_only=True))
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    network.train()
    real = [] if arguments.real is None else load_real(arguments.real, arguments.half)
    if real:
        _freeze(network)
    optimizer = torch.optim.AdamW(network.parameters(), arguments.rate, weight_decay=0.01)
    average = Average(network)
    ready, workers = start_workers(hands_of(arguments), arguments.seed, arguments.workers)
    pool = Pool(ready, real, arguments.seed)
    losses: deque[float] = deque(maxlen=_TOLD_EVERY)
    start, step = time.monotonic(), 0
    while (share := (time.monotonic() - start) / 60 / arguments.minutes) < 1:
        for group in optimizer.param_groups:
            group["lr"] = arguments.rate * rate_share(step, share)
        batch = pool.batch(_BATCH, 0.5 if real else 0.0)
        losses.append(learn(network, optimizer, batch, bf16=arguments.bf16))
        step += 1
        average.add(network, step)
        if step % _TOLD_EVERY == 0:
            told = f"{step=} fresh={pool.fresh} loss={sum(losses) / len(losses):.4f}"
            print(f"{share * arguments.minutes:.1f} min {told}", flush=True)
        if step % _SAVED_EVERY == 0:
            torch.save(average.weights, arguments.out)
    torch.save(average.weights, arguments.out)
    print(f"{step} steps, {pool.fresh} drawn: {arguments.out}")
    for worker in workers:
        worker.terminate()


def hands_of(arguments: argparse.Namespace) -> Hands:
    """The handwriting that the command line names."""
    fonts = () if arguments.hands is None else hand_fonts(arguments.hands)
    if arguments.digits is None:
        return Hands(None, None, fonts)
    return Hands(load_digits(arguments.digits), load_labels(arguments.digits), fonts)


def rate_share(step: int, share: float) -> float:
    """Part of the highest rate: rising over the first steps, then a cosine down to the least."""
    cosine = 0.5 * (1 + math.cos(math.pi * share))
    return min(1, (step + 1) / _WARM_UP_STEPS) * (cosine * (1 - _LAST_RATE) + _LAST_RATE)


def _freeze(network: DigitNet) -> None:
    """Few real crops must not become the mean and the spread of everything."""
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.eval()


def learn(
    network: DigitNet, optimizer: torch.optim.Optimizer, batch: Batch, *, bf16: bool
) -> float:
    """One step; the loss before it."""
    crops = torch.from_numpy(batch.crops).contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        logits = network(crops)
    loss = blank_loss(logits.float(), torch.from_numpy(batch.steps), batch.labels)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return loss.item()


def blank_loss(logits: Tensor, steps: Tensor, labels: tuple[str, ...]) -> Tensor:
    """CTC loss, mean over the blanks."""
    classes = [classes_of(label) for label in labels]
    loss = functional.ctc_loss(
        logits.log_softmax(-1).transpose(0, 1),
        torch.tensor([number for label in classes for number in label]),
        steps,
        torch.tensor([len(label) for label in classes]),
        reduction="none",
        zero_infinity=True,
    )
    return loss.mean()


if __name__ == "__main__":
    main()
