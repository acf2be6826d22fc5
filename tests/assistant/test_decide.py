from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.decide import RECIPE, load_calibration, parse_calibration, shipped_calibration
from knowledge.errors import InvalidSettings


def written(folder: Path, **changes: object) -> Path:
    one = {"x": 1.0}
    values = {
        "recipe": RECIPE,
        "embedder": "model/onnx-fp32",
        "weights": {"x": 2.0},
        "means": one,
        "scales": one,
        "intercept": 0.0,
        "threshold": 0.5,
        "provenance": {},
    }
    path = folder / "calibration.json"
    path.write_text(json.dumps(values | changes), encoding="utf-8")
    return path


def test_confidence_is_the_logistic_function_of_the_standardised_signs(tmp_path: Path) -> None:
    calibration = load_calibration(written(tmp_path), "model/onnx-fp32")
    assert calibration.confidence({"x": 1.0}) == pytest.approx(0.5)
    assert calibration.confidence({"x": 2.0}) == pytest.approx(0.880797, abs=1e-6)


def test_parameters_for_another_embedding_model_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings, match=r"fitted for model/onnx-fp32.*pledge calibrate"):
        load_calibration(written(tmp_path), "model/onnx-int8")


@pytest.mark.parametrize("changes", [{"recipe": "other"}, {"means": {}}, {"scales": {}}, {"weights": 3}])
def test_parameters_that_do_not_fit_are_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(InvalidSettings, match="pledge calibrate"):
        load_calibration(written(tmp_path, **changes), "model/onnx-fp32")


def test_what_is_no_json_is_refused_with_a_sentence() -> None:
    with pytest.raises(InvalidSettings, match="cannot be used"):
        parse_calibration("{")


def test_the_shipped_calibration_says_what_it_was_fitted_on() -> None:
    shipped = shipped_calibration()
    assert 0 < shipped.threshold < 1
    assert shipped.provenance["questions"]
    assert shipped.provenance["data"]
