"""functions/analysis/frameworks/score.py"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.analysis.frameworks.score import (
    FORMULA,
    PARTS,
    coverage,
    inefficiency,
    score_parts,
)

SCALES = {scale.metric: scale for part in PARTS.values() for scale in part.scales}
BEST = {name: scale.good for name, scale in SCALES.items()}
WORST = {name: scale.bad for name, scale in SCALES.items()}

metrics = st.dictionaries(
    st.sampled_from(sorted(SCALES)), st.floats(-10, 1000, allow_nan=False), min_size=1
)


def score(values: dict[str, float]) -> float:
    return inefficiency(score_parts(values))


def test_runs_from_one_to_ten():
    assert score(BEST) == 1
    assert score(WORST) == 10


def test_weighs_the_parts():
    only_quality = BEST | {"sent_back_share": 0.3, "rework_share": 0.3}

    assert score(only_quality) == pytest.approx(1 + 9 * 0.25)


def test_leaves_unknown_parts_out_and_weighs_the_rest_anew():
    parts = score_parts({"sent_back_share": 0.15, "handoffs_per_case": 1})

    assert inefficiency(parts) == pytest.approx(1 + 9 * (0.25 * 0.5) / 0.45)
    assert coverage(parts) == pytest.approx(0.45)
    assert [part.name for part in parts if not part.known] == ["time", "cost", "flexibility"]
    assert all("unknown" in part.basis for part in parts if not part.known)


def test_says_nothing_is_wrong_where_nothing_is_known():
    assert score({}) == 1
    assert coverage(score_parts({})) == 0


@given(metrics, st.data())
def test_never_falls_when_a_metric_gets_worse(values, data):
    name = data.draw(st.sampled_from(sorted(values)))
    step = data.draw(st.floats(0, 1000, allow_nan=False))
    direction = 1 if SCALES[name].bad > SCALES[name].good else -1
    worse = values | {name: values[name] + direction * step}

    assert score(worse) >= score(values)


@given(metrics)
def test_stays_within_its_bounds(values):
    assert 1 <= score(values) <= 10


def test_publishes_every_metric_and_weight():
    assert sum(part.weight for part in PARTS.values()) == pytest.approx(1)
    for name, scale in SCALES.items():
        assert f"{name} from {scale.good:g} to {scale.bad:g}" in FORMULA
