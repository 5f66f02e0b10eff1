"""functions/analysis/frameworks/score.py"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.language import speaking
from functions.analysis.frameworks.score import (
    MOST_LOST,
    PARTS,
    coverage,
    inefficiency,
    score_parts,
    sensitivity,
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


def test_a_part_alone_takes_its_weight_and_faults_of_two_kinds_add_up():
    only_quality = BEST | {"sent_back_share": 0.35}
    also_flow = only_quality | {"handoffs_per_case": 6}

    assert score(only_quality) == pytest.approx(1 + 9 * 0.5 / MOST_LOST)
    assert score(also_flow) == pytest.approx(1 + 9 * (1 - 0.5 * 0.65) / MOST_LOST)


def test_leaves_unknown_parts_out():
    parts = score_parts({"sent_back_share": 0.175, "handoffs_per_case": 0})

    assert inefficiency(parts) == pytest.approx(1 + 9 * 0.25 / MOST_LOST)
    assert coverage(parts) == pytest.approx(0.85 / 2.15)
    assert [part.name for part in parts if not part.known] == ["time", "cost", "flexibility"]
    assert parts[0].basis == (
        "Neither log nor description tells how long nothing is done, how long the longest queue "
        "is and how far cycle times differ."
    )


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


def test_tells_every_metric_with_its_value_and_scale():
    told = {m.metric: m for part in score_parts(WORST) for m in part.measures}

    assert {name: (m.good, m.bad, m.value, m.score) for name, m in told.items()} == {
        name: (scale.good, scale.bad, scale.bad, 1) for name, scale in SCALES.items()
    }


def test_tells_what_a_part_rests_on_in_plain_sentences():
    (quality,) = (p for p in score_parts({"sent_back_share": 0.07}) if p.name == "quality")
    (flow,) = (p for p in score_parts(WORST) if p.name == "flow")

    assert quality.basis == "7% of the cases are sent back: 0.20 (0 at 0%, 1 at 35%)."
    assert flow.basis == (
        "The worst of these counts. Work is handed over 6 times per case: 1.00 (0 at 0, 1 at 6). "
        "The backlog has grown by 4 weeks of arrivals: 1.00 (0 at 0, 1 at 4)."
    )
    with speaking("de"):
        (quality,) = (p for p in score_parts({"sent_back_share": 0.07}) if p.name == "quality")
    assert quality.basis == "7 % der Fälle werden zurückgegeben: 0,20 (0 bei 0 %, 1 bei 35 %)."


def test_tells_how_the_score_moves_with_each_threshold():
    [only] = sensitivity({"sent_back_share": 0.175})
    quality = PARTS["quality"].weight

    assert (only.metric, only.end, only.threshold) == ("sent_back_share", "bad", 0.35)
    assert only.if_lower == pytest.approx(9 * quality * (0.625 - 0.5) / MOST_LOST, abs=1e-4)
    assert only.if_higher == pytest.approx(9 * quality * (0.5 / 1.2 - 0.5) / MOST_LOST, abs=1e-4)


@given(metrics)
def test_a_stricter_bad_end_never_lowers_the_score(values):
    told = sensitivity(values)
    sizes = [max(abs(each.if_lower), abs(each.if_higher)) for each in told]

    assert sizes == sorted(sizes, reverse=True)
    for each in told:
        assert each.if_lower >= 0 >= each.if_higher, each


def test_nothing_moves_where_nothing_is_wrong():
    assert sensitivity({"sent_back_share": 0.0, "rework_share": 0.0}) == ()
