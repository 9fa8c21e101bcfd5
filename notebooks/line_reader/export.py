"""Writes a checkpoint as the pipeline's engine reads it, and proves that nothing was lost.

    python -m notebooks.line_reader.export CHECKPOINT.pt OUT --name "sohoa-line 1"

writes OUT.onnx and OUT.json, as in pipeline/engines/models.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

from notebooks.line_reader.characters import characters
from notebooks.line_reader.drawn_lines import HEIGHT, MAX_WIDTH
from notebooks.line_reader.network import LineNet, line_reader

_OPSET = 17
_TOLERANCE = 1e-3
"""Of a logarithm of a chance: other kernels add up in another order."""
_OUTPUTS = ("ids", "conf", "lengths", "logp")
_AXES = {
    "x": {0: "lines", 3: "width"},
    "widths": {0: "lines"},
    "ids": {0: "lines", 1: "steps"},
    "conf": {0: "lines", 1: "steps"},
    "lengths": {0: "lines"},
    "logp": {0: "lines", 1: "steps"},
}


class Answer(nn.Module):
    """The network with the outputs that the engine asks for."""

    def __init__(self, network: LineNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor, widths: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Best class and its chance at each step, steps of each line, log chances of all."""
        logits, lengths = self.network(x, widths)
        log_chances = logits.log_softmax(-1)
        best, classes = log_chances.max(-1)
        return classes, best.exp(), lengths, log_chances


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path, help="without suffix")
    parser.add_argument("--name", required=True, help="name and version, part of the ledger's key")
    arguments = parser.parse_args()
    network = line_reader()
    network.load_state_dict(torch.load(arguments.checkpoint, weights_only=True))
    network.eval()
    write(network, arguments.out, arguments.name)
    print(f"largest difference of a log chance: {difference(network, arguments.out):.1e}")


def write(network: LineNet, out: Path, name: str) -> None:
    """OUT.onnx and OUT.json."""
    examples = torch.rand(2, 1, 3 * HEIGHT, 300), torch.tensor([300, 250])
    # The exporter by tracing keeps the widths of lines and batches open with these axes alone.
    # The exporter puts the network back into the outer module's mode, which is new: training.
    torch.onnx.export(
        Answer(network).eval(),
        examples,
        str(out.with_suffix(".onnx")),
        input_names=["x", "widths"],
        output_names=list(_OUTPUTS),
        dynamic_axes=_AXES,
        opset_version=_OPSET,
        dynamo=False,
    )
    meta = {
        "name": name,
        "height": HEIGHT,
        "max_width": MAX_WIDTH,
        "characters": characters(),
    }
    text = json.dumps(meta, ensure_ascii=False, indent=0)
    out.with_suffix(".json").write_text(text, encoding="utf-8")


def difference(network: LineNet, out: Path) -> float:
    """Largest difference of a log chance between torch and ONNX Runtime, on other sizes.

    Raises:
        ArithmeticError: they do not give the same answers.
    """
    session = onnxruntime.InferenceSession(str(out.with_suffix(".onnx")))
    generator = torch.Generator().manual_seed(1)
    lines = torch.rand(3, 1, 3 * HEIGHT, 468, generator=generator)
    widths = torch.tensor([468, 250, 100])
    given = session.run(_OUTPUTS, {"x": lines.numpy(), "widths": widths.numpy()})
    with torch.no_grad():
        expected = [answer.numpy() for answer in Answer(network).eval()(lines, widths)]
    largest = float(np.abs(given[3] - expected[3]).max())
    if largest > _TOLERANCE or not np.array_equal(given[2], expected[2]):
        raise ArithmeticError(f"ONNX Runtime differs from torch by {largest}")
    return largest


if __name__ == "__main__":
    main()
