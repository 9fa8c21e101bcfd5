"""The line reader's network: TrueOCR's recogniser for larger pictures, with an eye for detail.

A one-dimensional convolutional CTC reader (TrueOCR 0.1.1, Apache-2.0): one column of the line is
one step, blocks of depthwise convolutions look along the line, and a context branch looks at the
lines above and below. Ours adds `Detail`, two blocks and 21 classes. The names of the parts are
those of TrueOCR's file and of our checkpoints.
"""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from notebooks.line_reader.characters import TRUEOCR_MODELS, characters

PATCH = 6
"""Pixels of a line that are one step: an eighth of its height."""
BLOCKS = 12
_TRUEOCR_PATCH, _TRUEOCR_BLOCKS, _TRUEOCR_CLASSES = 4, 10, 223
_CHANNELS = 128
_DETAIL_ROWS = 6


class SqueezeExcite(nn.Module):
    """Weighs channels by what the whole line holds; steps beyond its end do not count."""

    def __init__(self, channels: int, reduced: int) -> None:
        super().__init__()
        self.fc1 = nn.Conv1d(channels, reduced, 1)
        self.fc2 = nn.Conv1d(reduced, channels, 1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        average = (x * mask).sum(2, keepdim=True) / mask.sum(2, keepdim=True).clamp(min=1)
        weight: Tensor = self.fc2(functional.relu(self.fc1(average)))
        return x * torch.sigmoid(weight)


class Block(nn.Module):
    """Looks nine steps along the line, then mixes channels."""

    def __init__(self, channels: int, expanded: int, kernel: int = 9) -> None:
        super().__init__()
        self.dw = nn.Conv1d(channels, channels, kernel, padding=kernel // 2, groups=channels)
        self.expand = nn.Conv1d(channels, expanded, 1)
        self.se = SqueezeExcite(expanded, expanded // 4)
        self.project = nn.Conv1d(expanded, channels, 1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        y = functional.hardswish(self.expand(self.dw(x)))
        change: Tensor = self.project(self.se(y, mask))
        return (x + change) * mask


class Context(nn.Module):
    """Sees three line heights, and chooses by attention which rows matter for each step."""

    def __init__(self, patch: int, channels: int) -> None:
        super().__init__()
        self.patch = nn.Conv2d(1, 32, patch, stride=patch)
        self.dw = nn.Conv2d(32, 32, 3, padding=1, groups=32, bias=False)
        self.pw = nn.Conv2d(32, 64, 1)
        self.score = nn.Conv2d(64, 4, 1)
        self.row_prior = nn.Parameter(torch.zeros(1, 4, 24, 1))
        self.proj = nn.Conv1d(64, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        found = functional.hardswish(self.pw(self.dw(functional.hardswish(self.patch(x)))))
        weights = torch.softmax(self.score(found) + self.row_prior, 2)
        count, channels, height, width = found.shape
        heads = found.reshape(count, 4, channels // 4, height, width)
        seen = (heads * weights.unsqueeze(2)).sum(3).reshape(count, channels, width)
        change: Tensor = self.proj(seen)
        return change


def _silence(part: nn.Conv1d | nn.Conv2d) -> None:
    for weight in part.parameters():
        nn.init.zeros_(weight)


class Detail(nn.Module):
    """Sees strokes: 2-D convolutions over the line itself. Untrained it adds nothing."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.a = nn.Conv2d(1, 24, 3, stride=2, padding=1)
        self.b = nn.Conv2d(24, 24, 3, stride=(2, 1), padding=1, groups=24)
        self.b2 = nn.Conv2d(24, 48, 1)
        self.c = nn.Conv2d(48, 48, 3, stride=(2, 3), padding=(1, 1), groups=48)
        self.c2 = nn.Conv2d(48, 64, 1)
        self.proj = nn.Conv1d(64 * _DETAIL_ROWS, channels, 1)
        _silence(self.proj)
        for part in (self.a, self.b, self.b2, self.c, self.c2):
            _silence(part)
            nn.init.kaiming_normal_(part.weight, nonlinearity="relu")

    def forward(self, line: Tensor, steps: int) -> Tensor:
        x = functional.hardswish(self.a(line))
        x = functional.hardswish(self.b2(self.b(x)))
        x = functional.hardswish(self.c2(self.c(x)))
        count, channels, height, width = x.shape
        change: Tensor = self.proj(x.reshape(count, channels * height, width)[:, :, :steps])
        return change


class LineNet(nn.Module):
    """x (lines, 1, 24 · patch, width), widths (lines) → logits (lines, steps, classes), lengths."""

    def __init__(self, patch: int, blocks: int, classes: int, *, detail: bool) -> None:
        super().__init__()
        self.step = patch
        self.height = 8 * patch
        self.context = Context(patch, _CHANNELS)
        kernel = (self.height, patch)
        self.stem = nn.Conv2d(1, _CHANNELS, kernel, stride=kernel)
        self.stem_bn = nn.BatchNorm1d(_CHANNELS)
        self.blocks = nn.ModuleList(Block(_CHANNELS, 2 * _CHANNELS) for _ in range(blocks))
        self.head = nn.Conv1d(_CHANNELS, classes, 1)
        self.detail = Detail(_CHANNELS) if detail else None

    def forward(self, x: Tensor, widths: Tensor) -> tuple[Tensor, Tensor]:
        line = x[:, :, self.height : 2 * self.height]
        y = self.stem(line).squeeze(2) + self.context(x)
        steps = y.shape[2]
        if self.detail is not None:
            y = y + self.detail(line, steps)
        lengths = ((widths + self.step - 1) // self.step).clamp(max=steps)
        inside = torch.arange(steps, device=x.device)[None] < lengths[:, None]
        mask = inside.unsqueeze(1).to(y.dtype)
        y = functional.hardswish(self.stem_bn(y)) * mask
        for block in self.blocks:
            y = block(y, mask)
        return self.head(y).transpose(1, 2), lengths


def trueocr_network(path: Path = TRUEOCR_MODELS / "rec.onnx") -> LineNet:
    """TrueOCR's recogniser with the weights that its package ships.

    Raises:
        RuntimeError: the file is another version's.
    """
    network = LineNet(_TRUEOCR_PATCH, _TRUEOCR_BLOCKS, _TRUEOCR_CLASSES, detail=False)
    missing, unexpected = network.load_state_dict(_stored_weights(path), strict=False)
    if unexpected or not all(name.endswith("num_batches_tracked") for name in missing):
        raise RuntimeError(f"{path}: missing {missing}, unexpected {unexpected}")
    return network.eval()


def _stored_weights(path: Path) -> dict[str, Tensor]:
    graph = onnx.load(path).graph
    weights = {
        stored.name: torch.from_numpy(numpy_helper.to_array(stored).copy())
        for stored in graph.initializer
    }
    # The export gave some weights names of its own; the node that uses them tells whose they are.
    for node in graph.node:
        if node.op_type != "Conv":
            continue
        part = node.output[0].replace("/Conv_output_0", "").strip("/").replace("/", ".")
        for kind, name in zip(("weight", "bias"), node.input[1:], strict=False):
            if name.startswith("onnx::"):
                weights[f"{part}.{kind}"] = weights.pop(name)
    return {name.removeprefix("rec."): weight for name, weight in weights.items()}


def line_reader() -> LineNet:
    """Our network before training: it reads as TrueOCR does, from lines of 48 pixels, not 32."""
    classes = len(characters()) + 1
    network = LineNet(PATCH, BLOCKS, classes, detail=True)
    weights = trueocr_network().state_dict()
    for name in ("stem.weight", "context.patch.weight"):
        weights[name] = _enlarged(weights[name])
    added = classes - _TRUEOCR_CLASSES
    weights["head.weight"] = torch.cat(
        [weights["head.weight"], 0.02 * torch.randn(added, _CHANNELS, 1)]
    )
    # A new class begins as one that is hardly ever meant.
    weights["head.bias"] = torch.cat([weights["head.bias"], torch.full((added,), -4.0)])
    network.load_state_dict(weights, strict=False)
    for block in list(network.blocks)[_TRUEOCR_BLOCKS:]:
        assert isinstance(block, Block)
        _silence(block.project)
    return network


def _enlarged(kernel: Tensor) -> Tensor:
    """The same answer on a picture that is larger by half: interpolated, the sum kept."""
    factor = PATCH / _TRUEOCR_PATCH
    large = functional.interpolate(
        kernel, scale_factor=factor, mode="bilinear", align_corners=False
    )
    return large / factor**2
