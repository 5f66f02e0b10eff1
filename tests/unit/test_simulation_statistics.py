"""functions/optimization/simulation: intervals and common random numbers"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.optimization.simulation.comparison import mean_interval, paired_difference
from functions.optimization.simulation.model import END, Delay, Model, Pool, Route, State, Step
from functions.optimization.simulation.run import Laboratory, Size
from functions.optimization.simulation.sampling import Exponential, Strata
from functions.optimization.simulation.streams import Streams
from functions.optimization.simulation.student import t_quantile


def sequence(*names, pools=None, arrivals_per_h=None):
    """Return steps in a row, 10 h apart, an hour of work each."""
    steps = {"start": Step("start")}
    steps |= {n: Step(n, processing=Exponential(1.0), pool="team") for n in names}
    states = [State("start", (Route(1, 1.0),))]
    states += [
        State(name, (Route(END if i == len(names) else i + 1, 1.0),))
        for i, name in enumerate(names, start=1)
    ]
    flows = zip(("start", *names), names, strict=False)
    delays = {flow: Delay(Exponential(10.0)) for flow in flows}
    return Model(steps, tuple(states), delays, pools or {}, arrivals_per_h)


@pytest.mark.parametrize(
    ("degrees", "probability", "published"),
    [
        (1, 0.975, 12.706),
        (2, 0.975, 4.303),
        (4, 0.95, 2.132),
        (9, 0.975, 2.262),
        (19, 0.975, 2.093),
        (29, 0.995, 2.756),
        (120, 0.975, 1.980),
    ],
)
def test_t_quantiles_are_those_of_published_tables(degrees, probability, published):
    assert t_quantile(probability, degrees) == pytest.approx(published, abs=5e-4)
    assert t_quantile(1 - probability, degrees) == -t_quantile(probability, degrees)


def test_an_interval_needs_two_replications():
    with pytest.raises(ValueError, match="two replications"):
        mean_interval(np.array([1.0]))


SKEWED = {
    "normal": lambda luck, size: luck.normal(3.0, 1.0, size),
    "exponential": lambda luck, size: luck.exponential(3.0, size),
    "lognormal": lambda luck, size: 3.0 * luck.lognormal(-0.5, 1.0, size),
    "less by far in the worst runs": lambda luck, size: 6.0 - luck.gamma(0.9, 3.0 / 0.9, size),
}


@pytest.mark.parametrize("family", SKEWED)
@pytest.mark.parametrize("count", [20, 30, 100])
def test_95_in_100_intervals_hold_the_true_mean_however_skewed_the_replications(family, count):
    samples = SKEWED[family](np.random.default_rng(4), (4000, count))

    intervals = [mean_interval(sample) for sample in samples]

    hits = sum(low <= 3.0 <= high for _, low, high in intervals)
    assert 0.93 - 0.007 <= hits / 4000 <= 0.97


def student(sample, confidence):
    mean, error = sample.mean(), sample.std(ddof=1) / sample.size**0.5
    reach = error * t_quantile((1 + confidence) / 2, sample.size - 1)
    return mean - reach, mean + reach


@given(
    values=st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40),
    confidence=st.sampled_from([0.8, 0.95, 0.999]),
)
def test_an_interval_is_never_narrower_than_students(values, confidence):
    sample = np.array(values)

    mean, low, high = mean_interval(sample, confidence)

    student_low, student_high = student(sample, confidence)
    assert low <= student_low + 1e-6
    assert high >= student_high - 1e-6
    assert low <= mean <= high


@given(
    values=st.lists(st.integers(-1000, 1000), min_size=3, max_size=40),
    scale=st.sampled_from([0.25, 8.0]),
)
def test_an_interval_does_not_depend_on_unit_sign_or_origin(values, scale):
    sample = np.array(values, dtype=float)
    _, low, high = mean_interval(sample)

    for factor, shift in ((scale, 16.0), (-scale, -3.0)):
        expected = sorted((factor * low + shift, factor * high + shift))
        _, *found = mean_interval(factor * sample + shift)
        assert found == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_replications_that_are_symmetric_have_students_interval():
    sample = np.array([1.0, 2.0, 3.0, 4.0, 5.0])

    assert mean_interval(sample)[1:] == pytest.approx(student(sample, 0.95))


@pytest.mark.parametrize("pools", [{}, {"team": Pool(4)}])
def test_the_same_model_twice_differs_by_exactly_nothing(pools):
    arrivals = 0.5 if pools else None
    laboratory = Laboratory(3, Size(4, 50))
    runs = [
        laboratory.run(sequence("a", "b", pools=pools, arrivals_per_h=arrivals)).metrics()
        for _ in range(2)
    ]

    for metric, values in runs[0].items():
        assert paired_difference(values, runs[1][metric]) == (0.0, 0.0, 0.0)


def test_another_seed_meets_other_luck():
    runs = [Laboratory(seed, Size(2, 50)).run(sequence("a")).cycle_time_h for seed in (1, 2)]

    assert (runs[0] != runs[1]).all()


def test_a_change_of_one_step_leaves_the_luck_of_all_others_in_place():
    laboratory = Laboratory(3, Size(2, 100))
    as_is = sequence("a", "b", "c")
    without_work = as_is.with_step(replace(as_is.steps["b"], processing=None))

    saved = laboratory.run(as_is).cycle_time_h - laboratory.run(without_work).cycle_time_h

    drawn = Exponential(1.0).at(Streams(3, 200).block("processing", "b", 0))
    assert saved == pytest.approx(drawn)


def test_streams_depend_on_their_address_only():
    streams = Streams(9, 1000)
    late = streams.block("delay", "b", 3)

    assert (Streams(9, 1000).block("delay", "b", 3) == late).all()
    for other in (("delay", "b", 2), ("delay", "a", 3), ("routing", "b", 3)):
        assert abs(np.corrcoef(streams.block(*other), late)[0, 1]) < 0.12


def test_steps_begun_together_take_as_long_as_the_slower_one():
    model = sequence("a", "b")
    together = model.with_delay(("a", "b"), replace(model.delays["a", "b"], overlaps=True))
    streams = Streams(3, 200)

    outcome = Laboratory(3, Size(2, 100)).run(together)

    a, b = (
        Exponential(10.0).at(streams.block("delay", before, 0))
        + Exponential(1.0).at(streams.block("processing", step, 0))
        for before, step in (("start", "a"), ("a", "b"))
    )
    assert outcome.cycle_time_h == pytest.approx(np.maximum(a, b))


def test_people_do_overlapping_steps_at_the_same_time_too():
    model = sequence("a", "b", pools={"team": Pool(1000)}, arrivals_per_h=0.1)
    together = model.with_delay(("a", "b"), replace(model.delays["a", "b"], overlaps=True))
    plenty = Laboratory(3, Size(2, 100)).run(together)
    streams = Streams(3, plenty.cycle_time_h.size // 100 * 140)

    a, b = (
        Exponential(10.0).at(streams.block("delay", before, 0))
        + Exponential(1.0).at(streams.block("processing", step, 0))
        for before, step in (("start", "a"), ("a", "b"))
    )
    assert plenty.cycle_time_h[:100] == pytest.approx(np.maximum(a, b)[30:130])


def test_a_skipped_step_costs_neither_time_nor_work():
    model = sequence("a", "b")
    skipped = model.with_step(replace(model.steps["b"], skipped_share=1.0))

    outcome = Laboratory(3, Size(2, 100)).run(skipped)

    alone = Laboratory(3, Size(2, 100)).run(sequence("a"))
    assert outcome.cycle_time_h == pytest.approx(alone.cycle_time_h)
    assert outcome.executions.sum() == 200


def test_cost_is_that_of_the_work_done():
    model = sequence("a", "b")
    for name in ("a", "b"):
        model = model.with_step(replace(model.steps[name], cost=2.0, cost_per_h=30.0))

    outcome = Laboratory(3, Size(20, 200)).run(model)

    _, low, high = mean_interval(outcome.metrics()["cost_per_case"])
    assert low <= 64.0 <= high
    assert Laboratory(3, Size(2, 10)).run(sequence("a")).cost is None


def test_strata_repeat_the_mean_of_their_sample():
    uniform = (np.arange(30_000) + 0.5) / 30_000
    strata = Strata((1.0, 2.0, 9.0))

    assert strata.at(uniform).mean() == pytest.approx(4.0)
    assert strata.mean_h == pytest.approx(4.0)
    limited = strata.limited(5.0, compliance=0.75)
    assert limited.mean_h == pytest.approx((1 + 2 + 0.75 * 5 + 0.25 * 9) / 3)
    assert limited.at(uniform).mean() == pytest.approx(limited.mean_h)


def test_strata_of_an_exponential_have_its_mean():
    assert Exponential(7.0).stratified().mean_h == pytest.approx(7.0)
    assert Exponential(7.0).stratified().quantile_h(0.5) == pytest.approx(
        Exponential(7.0).quantile_h(0.5), rel=0.02
    )


@pytest.mark.parametrize("values", [(), (-1.0, 2.0), (float("nan"),)])
def test_strata_without_durations_are_refused(values):
    with pytest.raises(ValueError, match="finite durations"):
        Strata(values)


@settings(max_examples=30, deadline=None)
@given(
    values=st.lists(st.floats(0, 1000), min_size=1, max_size=20),
    limit_h=st.floats(0, 1000),
    compliance=st.floats(0, 1),
    seed=st.integers(0, 1000),
)
def test_a_time_limit_makes_no_case_slower(values, limit_h, compliance, seed):
    sampler = Strata(tuple(sorted(values)))
    model = sequence("a", "b").with_delay(("a", "b"), Delay(sampler))
    limited = model.with_delay(("a", "b"), Delay(sampler.limited(limit_h, compliance)))
    laboratory = Laboratory(seed, Size(2, 20))

    difference = laboratory.run(limited).cycle_time_h - laboratory.run(model).cycle_time_h

    assert (difference <= 1e-9).all()


@settings(max_examples=30, deadline=None)
@given(share=st.floats(0, 1), seed=st.integers(0, 1000), step=st.sampled_from(["a", "b", "c"]))
def test_skipping_a_step_never_adds_executions_or_time(share, seed, step):
    model = sequence("a", "b", "c")
    skipping = model.with_step(replace(model.steps[step], skipped_share=share))
    laboratory = Laboratory(seed, Size(2, 20))

    before, after = laboratory.run(model), laboratory.run(skipping)

    assert (after.executions <= before.executions).all()
    assert (after.cycle_time_h <= before.cycle_time_h + 1e-9).all()
