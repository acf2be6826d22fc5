"""The exported encoder against the reference; `ReferenceEmbedder` imports torch, once, here."""

from __future__ import annotations

import warnings

import numpy as np
import onnx
import pytest

from knowledge.embed import OnnxEmbedder, ReferenceEmbedder, exported_model, find_model
from knowledge.errors import InvalidSettings

LAYERS = 6
TEXTS = [
    "How long do I have to return something I bought online?",
    "",
    "Standard | 3 to 5 working days | £3.95",
    "word " * 400,
]


def reference() -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's and transformers' own, about themselves
        return ReferenceEmbedder().embed(TEXTS)


@pytest.mark.parametrize(("variant", "least"), [("fp32", 0.9999), ("int8", 0.97)])
def test_the_exported_model_agrees_with_the_reference(variant: str, least: float) -> None:
    exported = OnnxEmbedder(variant="fp32" if variant == "fp32" else "int8")
    assert exported.name.endswith(variant)
    cosines = (exported.embed(TEXTS) * reference()).sum(axis=1)
    assert cosines.min() > least


def test_the_attention_of_every_layer_is_fused_into_one_operation() -> None:
    graph = onnx.load(exported_model(find_model(), "fp32")).graph
    assert sum(node.op_type == "Attention" for node in graph.node) == LAYERS


def test_the_order_of_texts_is_kept_whatever_their_lengths() -> None:
    embedder = OnnxEmbedder()
    together = embedder.embed(TEXTS)
    for text, vector in zip(TEXTS, together, strict=True):
        assert float(embedder.embed([text])[0] @ vector) == pytest.approx(1, abs=1e-4)


def test_an_unknown_model_is_refused_with_what_to_do() -> None:
    with pytest.raises(InvalidSettings, match="nothing is downloaded"):
        find_model("no/such/model")


def test_counting_tokens_cuts_nothing_and_does_not_change_what_is_embedded() -> None:
    embedder = OnnxEmbedder()
    long = "word " * 400
    before = embedder.embed([long])
    assert embedder.count_tokens(long) == 400
    assert embedder.count_tokens("Is it?") == 3
    assert embedder.count_tokens("") == 0
    assert float(before[0] @ embedder.embed([long])[0]) == pytest.approx(1, abs=1e-6)
