"""Trains the line reader for so many minutes.

    python -m notebooks.line_reader.train OUT.pt --minutes 14 --rate 6e-4

`--start` goes on from an earlier stage, `--real` takes every third line from real pages.
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

from notebooks.line_reader.batches import Batch, start_workers
from notebooks.line_reader.drawn_lines import Supply
from notebooks.line_reader.fonts import script_fonts, vietnamese_fonts
from notebooks.line_reader.handwriting import load_digits
from notebooks.line_reader.network import LineNet, line_reader
from notebooks.line_reader.texts import office_texts

_NEW_PARTS = ("detail.", "blocks.10.", "blocks.11.")
_NEW_PARTS_RATE = 2.5
"""At first they learn so many times as fast as what TrueOCR has learned already."""
_WARM_UP_STEPS = 100
_LAST_RATE = 0.03
"""Of the rate, when the minutes are over."""
_WORST_LOSS = 60.0
"""A line that is worse than that is a broken label: it must not rule its batch."""
_TOLD_EVERY, _SAVED_EVERY = 100, 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, help="checkpoint to write")
    parser.add_argument(
        "--minutes", type=float, required=True, help="after them the rate is lowest"
    )
    parser.add_argument(
        "--steps", type=int, help="end after so many, however many minutes are left"
    )
    parser.add_argument("--rate", type=float, required=True, help="highest learning rate")
    parser.add_argument("--start", type=Path, help="checkpoint of the stage before")
    parser.add_argument("--real", type=Path, help="folder that agreed_lines wrote")
    parser.add_argument("--digits", type=Path, help="folder of MNIST")
    parser.add_argument("--script-fonts", type=Path, help="folder of fonts for name stamps")
    parser.add_argument("--stamped", type=float, help="share of lines out of signing blocks")
    parser.add_argument("--bf16", action="store_true", help="half the time on CPUs that have it")
    parser.add_argument("--workers", type=int, default=1, help="processes that draw lines")
    parser.add_argument("--threads", type=int, default=1, help="threads of the network")
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args())


def train(arguments: argparse.Namespace) -> None:
    """Trains as the command line says and writes the average of the weights."""
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    network = started(arguments.start)
    optimizer = _optimizer(network, arguments.rate, is_first=arguments.start is None)
    average = Average(network)
    ready, workers = start_workers(
        _supply(arguments), arguments.real, arguments.seed, arguments.workers
    )
    losses: deque[float] = deque(maxlen=_TOLD_EVERY)
    start, step, lines = time.monotonic(), 0, 0
    while step != arguments.steps:
        minutes = (time.monotonic() - start) / 60
        if minutes >= arguments.minutes:
            break
        rate = arguments.rate * rate_share(step, minutes / arguments.minutes)
        batch = ready.get()
        losses.append(_learn(network, optimizer, batch, rate, bf16=arguments.bf16))
        step, lines = step + 1, lines + len(batch.labels)
        average.add(network, step)
        if step % _TOLD_EVERY == 0:
            loss = sum(losses) / len(losses)
            print(f"{minutes:.1f} min {step=} {lines=} {loss=:.4f} {rate=:.5f}", flush=True)
        if step % _SAVED_EVERY == 0:
            torch.save(average.weights, arguments.out)
    torch.save(average.weights, arguments.out)
    print(f"{step} steps, {lines} lines: {arguments.out}")
    for worker in workers:
        worker.terminate()


def _supply(arguments: argparse.Namespace) -> Supply:
    digits = None if arguments.digits is None else load_digits(arguments.digits)
    scripts = () if arguments.script_fonts is None else script_fonts(arguments.script_fonts)
    return Supply(vietnamese_fonts(), office_texts(), digits, scripts, arguments.stamped)


def started(checkpoint: Path | None) -> LineNet:
    """The network at the beginning of a stage, ready to learn."""
    network = line_reader()
    if checkpoint is not None:
        network.load_state_dict(torch.load(checkpoint, weights_only=True))
    network.train()
    # Batches are small and of one width each: their own mean and spread would be noise.
    network.stem_bn.eval()
    return network


def rate_share(step: int, time_share: float) -> float:
    """Part of the highest rate: rising over the first steps, then a cosine down to the least."""
    cosine = 0.5 * (1 + math.cos(math.pi * time_share))
    return min(1, (step + 1) / _WARM_UP_STEPS) * (cosine * (1 - _LAST_RATE) + _LAST_RATE)


def _optimizer(network: LineNet, rate: float, *, is_first: bool) -> torch.optim.Optimizer:
    new: list[Tensor] = []
    old: list[Tensor] = []
    for name, weight in network.named_parameters():
        (new if name.startswith(_NEW_PARTS) else old).append(weight)
    times = _NEW_PARTS_RATE if is_first else 1.0
    groups = [
        {"params": old, "lr": rate, "times": 1.0},
        {"params": new, "lr": rate * times, "times": times},
    ]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def _learn(
    network: LineNet, optimizer: torch.optim.Optimizer, batch: Batch, rate: float, *, bf16: bool
) -> float:
    """One step; the loss before it."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group["times"]
    with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        logits, lengths = network(torch.from_numpy(batch.lines), torch.from_numpy(batch.widths))
    loss = line_loss(logits.float(), lengths, batch.labels)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return loss.item()


def line_loss(logits: Tensor, lengths: Tensor, labels: tuple[tuple[int, ...], ...]) -> Tensor:
    """CTC loss per character, mean over the lines."""
    counts = torch.tensor([len(label) for label in labels])
    loss = functional.ctc_loss(
        logits.log_softmax(-1).transpose(0, 1),
        torch.tensor([number for label in labels for number in label]),
        lengths,
        counts,
        reduction="none",
        zero_infinity=True,
    )
    return (loss.clamp(max=_WORST_LOSS) / counts.clamp(min=4)).mean()


class Average:
    """The running average of the weights, which reads better than the last of them."""

    def __init__(self, network: LineNet) -> None:
        self.weights = {name: value.clone() for name, value in network.state_dict().items()}

    @torch.no_grad()
    def add(self, network: LineNet, step: int) -> None:
        decay = min(0.9985, (step + 1) / (step + 10))
        for name, value in network.state_dict().items():
            if value.dtype.is_floating_point:
                self.weights[name].mul_(decay).add_(value, alpha=1 - decay)
            else:
                self.weights[name] = value.clone()


if __name__ == "__main__":
    main()
