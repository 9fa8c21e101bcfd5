"""Writes a checkpoint as the pipeline's engine reads it, and proves that nothing was lost.

    python -m notebooks.digit_reader.export CHECKPOINT.pt OUT --name "sohoa-digits 1"

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

from notebooks.digit_reader.drawn_blanks import CHARACTERS
from notebooks.digit_reader.network import DigitNet

_OPSET = 17
_TOLERANCE = 1e-3
"""Of a logarithm of a chance: other kernels add up in another order."""


class Answer(nn.Module):
    """Calibrated logarithms of chances, and what the last layer sees, which an office may train."""

    def __init__(self, network: DigitNet, temperature: float) -> None:
        super().__init__()
        self.network = network
        self.temperature = temperature

    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor]:
        features = self.network.features(crops)
        logits: Tensor = self.network.answer(features)
        return (logits / self.temperature).log_softmax(-1), features


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path, nargs="+", help="several: their mean is taken")
    parser.add_argument("out", type=Path, help="without suffix")
    parser.add_argument("--name", required=True, help="name and version, part of the ledger's key")
    parser.add_argument("--temperature", type=float, default=1.0, help="above 1: less sure")
    arguments = parser.parse_args()
    network = DigitNet()
    network.load_state_dict(mean_weights(arguments.checkpoint))
    answer = Answer(network, arguments.temperature).eval()
    write(answer, arguments.out, arguments.name)
    print(f"largest difference of a log chance: {difference(answer, arguments.out):.1e}")


def mean_weights(paths: list[Path]) -> dict[str, Tensor]:
    """The mean of the weights of networks that were trained on from the same one."""
    every = [torch.load(path, weights_only=True) for path in paths]
    return {
        name: sum(weights[name] for weights in every) / len(every)
        if value.dtype.is_floating_point
        else value
        for name, value in every[0].items()
    }


def write(answer: Answer, out: Path, name: str) -> None:
    """OUT.onnx and OUT.json."""
    torch.onnx.export(
        answer,
        (torch.rand(1, 2, 64, 120),),
        str(out.with_suffix(".onnx")),
        input_names=["crops"],
        output_names=["logp", "features"],
        dynamic_axes={
            "crops": {0: "count", 3: "width"},
            "logp": {0: "count", 1: "steps"},
            "features": {0: "count", 1: "columns"},
        },
        opset_version=_OPSET,
        dynamo=False,
    )
    channels = answer.network.told.in_features
    meta = {"name": name, "characters": CHARACTERS, "channels": channels}
    text = json.dumps(meta, indent=0)
    out.with_suffix(".json").write_text(text, encoding="utf-8")


def difference(answer: Answer, out: Path) -> float:
    """Largest difference of a log chance between torch and ONNX Runtime, on another size.

    Raises:
        ArithmeticError: they do not give the same answers.
    """
    session = onnxruntime.InferenceSession(str(out.with_suffix(".onnx")))
    crops = torch.rand(1, 2, 64, 88, generator=torch.Generator().manual_seed(1))
    (given,) = session.run(["logp"], {"crops": crops.numpy()})
    with torch.no_grad():
        expected = answer(crops)[0].numpy()
    largest = float(np.abs(given - expected).max())
    if largest > _TOLERANCE:
        raise ArithmeticError(f"ONNX Runtime differs from torch by {largest}")
    return largest


if __name__ == "__main__":
    main()
