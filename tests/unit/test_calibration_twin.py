"""A twin of a log, run, is a log like it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.workflow import Activity as ActivityOf
from common.model.workflow import Workflow
from functions.optimization.calibration.twin.distances import MEASURES, distances
from functions.optimization.calibration.twin.event_table import split_by_arrival
from functions.optimization.calibration.twin.judgement import (
    floor,
    held_out,
    judged,
    mean_of,
    runs_as_logs,
)
from functions.optimization.calibration.twin.metrics import checked, metrics_of
from functions.optimization.calibration.twin.staffing import in_hours, staffing
from functions.optimization.calibration.twin.twin import ELAPSED_LIMIT, NO_QUEUES, Known, twin
from functions.optimization.simulation.engine import distribution as times
from functions.optimization.simulation.engine import kernel
from functions.optimization.simulation.engine.model import (
    Activity,
    Arrivals,
    Flow,
    Gateway,
    Model,
    Performer,
    Resource,
)
from functions.optimization.simulation.engine.simulation import Size, simulate
from tests.paths import needs_shared_data
from tests.unit.test_calibration_calendars import OFFICE
from tests.unit.test_calibration_fitting import KNOWN as KNOWN_TIMES
from tests.unit.twin_fixture import HOUR, MONDAY, loan, run_of, table_of

pytestmark = pytest.mark.skipif(
    not kernel.COMPILED, reason="too slow where the kernel is not compiled (make kernel)"
)
KNOWN = Model(
    activities=(
        Activity(
            "check", times.exponential(900.0), performers=(Performer("Ann"), Performer("Bob"))
        ),
        Activity("survey", times.gamma_of(3_000.0, 1_000.0), performers=(Performer("Cid"),)),
        Activity("credit", times.uniform(600.0, 1_800.0), performers=(Performer("Bob"),)),
        Activity("cooling", times.fixed(7_200.0)),
        Activity("decide", times.fixed(600.0), performers=(Performer("Dan"),)),
    ),
    gateways=(
        Gateway("fork", "parallel"),
        Gateway("join", "parallel"),
        Gateway("again", "exclusive"),
    ),
    flows=(
        Flow("start", "check"),
        Flow("check", "again"),
        Flow("again", "check", 0.2),
        Flow("again", "fork", 0.8),
        Flow("fork", "survey"),
        Flow("fork", "credit"),
        Flow("survey", "join"),
        Flow("credit", "join"),
        Flow("join", "cooling"),
        Flow("cooling", "decide"),
        Flow("decide", "end"),
    ),
    arrivals=Arrivals(interarrival=times.exponential(6_000.0), calendar="office"),
    resources=tuple(Resource(name, calendar="office") for name in ("Ann", "Bob", "Cid", "Dan")),
    calendars=(OFFICE.model_copy(update={"time_zone": "UTC", "holidays": ()}),),
)


@pytest.fixture(scope="module")
def known_log():
    return run_of(KNOWN, cases=1_500, seed=1, hidden=("cooling",))


@pytest.fixture(scope="module")
def found(known_log):
    return twin(known_log)


def test_a_process_that_was_simulated_is_found_again(found):
    assert found.kind == "resources"
    works = {a.id: a.duration for a in found.model.activities}
    assert works["check"].family == "exponential"
    assert works["check"].mean_s == pytest.approx(900, rel=0.08)
    assert works["survey"].family == "gamma"
    assert works["survey"].mean_s == pytest.approx(3_000, rel=0.05)
    assert works["credit"].family == "uniform"
    assert works["decide"].family == "fixed"
    assert works["decide"].mean_s == pytest.approx(600)
    assert found.way.distribution.family == "exponential"
    assert found.way.distribution.mean_s == pytest.approx(6_000, rel=0.1)
    shifts = {calendar.id: calendar.shifts for calendar in found.model.calendars}
    hours = {r.id: shifts[r.calendar] for r in found.model.resources}
    assert hours["Ann"] == hours["Bob"] == hours["Cid"] == shifts["arrivals"] == OFFICE.shifts


def test_gateways_and_their_shares_are_found_again(found):
    assert sum(gateway.kind == "parallel" for gateway in found.model.gateways) == 2
    assert {a.id for a in found.model.activities if a.performers} == {
        "check",
        "survey",
        "credit",
        "decide",
    }
    again = [f.probability for f in found.model.flows if f.target == "check" and f.probability]
    assert again == [pytest.approx(0.2, abs=0.03)]


def test_who_does_what_is_found_again(found):
    performers = {a.id: [p.resource for p in a.performers] for a in found.model.activities}
    assert performers["check"] == ["Ann", "Bob"]
    assert performers["survey"] == ["Cid"]


def test_time_that_nobody_works_is_found_as_an_external_delay(found):
    """Two hours pass before the decision, by the clock, also where they end after hours."""
    (wait,) = [a for a in found.model.activities if not a.performers]
    assert wait.id == "wait before decide"
    assert wait.duration.family == "fixed"
    assert wait.duration.mean_s == pytest.approx(7_200, rel=0.001)


def test_runs_of_the_twin_are_as_near_to_the_log_as_its_halves_are(known_log, found):
    runs = runs_as_logs(found, float(known_log.arrivals_s()[0]), known_log.cases, 1, 3)
    distance, chance = mean_of([distances(known_log, run) for run in runs]), floor(known_log)
    for name in MEASURES:
        assert getattr(distance, name) < 1.5 * getattr(chance, name)


def test_the_model_is_sound_and_stable_for_the_engine(known_log, found):
    outcome = simulate(found.model, Size(replications=5, cases=600))
    observed = float((known_log.case_ends_s() - known_log.arrivals_s()).mean() / HOUR)
    assert outcome.process["cycle_time_mean_h"].mean() == pytest.approx(observed, rel=0.1)


def test_metrics_of_a_log_count_cases_with_rework_and_rejections_once():
    log = table_of(
        [
            [("a", 0, 1), ("no", 1, 2), ("a", 2, 3), ("no", 3, 10)],
            [("a", 0, 1), ("yes", 1, 4)],
            [("a", 5, 6), ("no", 6, 7)],
        ]
    )
    metrics = metrics_of(log, Known(rejecting=frozenset({"no"})))
    assert metrics["rework_share"] == pytest.approx(1 / 3)
    assert metrics["rejection_share"] == pytest.approx(2 / 3)
    assert metrics["events_per_case"] == pytest.approx(8 / 3)
    assert metrics["cycle_time_mean_h"] == pytest.approx((10 + 4 + 2) / 3)
    assert "rejection_share" not in metrics_of(log)


def test_the_twin_passes_the_checks_of_its_own_log(known_log, found):
    checks = checked(found, known_log, seed=4, runs=5)
    assert {check.metric for check in checks} >= {"cycle_time_mean_h", "rework_share"}
    assert all(check.passed for check in checks)


def test_costs_and_rejections_that_are_known_go_into_the_model(known_log):
    known = Known(frozenset({"decide"}), {"survey": 80.0}, {"survey": 60.0})
    model = twin(known_log, known).model
    assert [a.id for a in model.activities if a.rejects] == ["decide"]
    assert {a.id: a.cost for a in model.activities if a.cost} == {"survey": 80.0}
    # Without roles, people are grouped by the activity that they do most.
    assert {r.id: r.cost_per_h for r in model.resources if r.cost_per_h} == {"Cid": 60.0}


def test_same_log_and_seed_same_run(known_log):
    first, second = (
        next(runs_as_logs(twin(known_log), MONDAY, 300, seed=7, runs=1)) for _ in range(2)
    )
    assert first.activities == second.activities
    for name in ("case", "activity", "resource", "start_s", "end_s", "enabled_s"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()


def _completions(cases: int):
    """Return a log that only says when something was done, mostly in the mornings."""
    generator = np.random.default_rng(cases)
    paths = []
    for number in range(cases):
        day = 24 * (number // 6 * 7 // 5)
        clock = day + 9 + 3 * float(generator.random())
        path = [("ask", clock, clock)]
        for _ in range(1 + int(generator.random() < 0.3)):
            clock += 24 * float(generator.integers(1, 4)) + float(generator.normal(0, 0.2))
            path.append(("answer", clock, clock))
        paths.append(path)
    return table_of(paths, starts=False)


def test_a_log_of_completions_gives_elapsed_times_and_says_what_cannot_be_changed():
    log = _completions(900)
    found = twin(log)
    assert found.kind == "elapsed"
    assert found.limits == (ELAPSED_LIMIT, NO_QUEUES)
    assert found.workers == ()
    assert "elapsed" in found.method
    run = next(runs_as_logs(found, float(log.arrivals_s()[0]), log.cases, 3, 1))
    chance, distance = floor(log), distances(log, run)
    assert distance.two_grams < 2 * chance.two_grams
    assert distance.circadian_events_h < 0.5
    mean = [float((t.case_ends_s() - t.arrivals_s()).mean()) for t in (log, run)]
    assert mean[1] == pytest.approx(mean[0], rel=0.1)


def test_a_block_that_is_come_to_from_two_places_does_not_wait_for_both():
    block = [("b", 1, 3, "X"), ("c", 1, 4, "Y")]
    cases = [[(name, 0, 1, "Z"), *block] for name in "ad" for _ in range(40)]
    spread = [
        [(name, at + 24 * n, end + 24 * n, who) for name, at, end, who in case]
        for n, case in enumerate(cases)
    ]
    model = twin(table_of(spread)).model
    (fork,) = [flow.source for flow in model.flows if flow.target == "b"]
    assert sum(flow.target == fork for flow in model.flows) == 1
    assert simulate(model, Size(replications=2, cases=50)).replications == 2


def test_cases_that_all_begin_at_once_come_evenly_in_the_twin():
    log = table_of([[("a", 0, 0), ("b", 5 + n, 5 + n)] for n in range(60)], starts=False)
    gap = twin(log).model.arrivals.interarrival
    assert gap is not None
    assert gap.untruncated_mean_s() > 0


def test_names_of_activities_cannot_be_mistaken_for_the_ends():
    log = table_of([[("start", h, h), ("end", h + 2, h + 2)] for h in range(200)], starts=False)
    found = twin(log)
    run = next(runs_as_logs(found, MONDAY, 50, seed=1, runs=1))
    assert [run.activities[code] for code in run.activity[:2]] == ["start", "end"]


def test_people_who_did_more_than_their_hours_hold_are_not_simulated_as_such():
    """Every eleventh execution is done beside another: 109% of the time, one at a time."""
    cases, clock = [], 0.0
    for number in range(3_000):
        cases.append([("work", clock, clock + 1, "Ann")])
        if number % 11:
            clock += 1
    found = twin(table_of(cases))
    assert found.kind == "elapsed"
    assert "Ann" in found.doubts[0]


def test_a_twin_is_judged_on_cases_that_it_has_not_seen(known_log):
    judgement = held_out(known_log, seed=2)
    assert judgement.fitted_cases + judgement.judged_cases == known_log.cases
    assert [one.measure for one in judgement.deviations] == list(MEASURES)
    by_name = {one.measure: one for one in judgement.deviations}
    assert by_name["two_grams"].distance < 2 * by_name["two_grams"].floor
    assert by_name["two_grams"].change is not None
    assert by_name["case_arrivals_h"].change is None


def test_a_changed_process_shows_as_a_change(known_log):
    first, last = split_by_arrival(known_log, 0.5)
    slower = twin(first)
    judgement = judged(slower, last, seed=1, runs=2, before=first)
    changes = {one.measure: one.change for one in judgement.deviations}
    assert changes["cycle_time_h"] < 3


SIMOD = {  # measured with the same definitions on the same halves of the log
    "two_grams": 0.071,
    "three_grams": 0.118,
    "absolute_events_h": 96.2,
    "relative_events_h": 5.24,
    "circadian_events_h": 0.480,
    "case_arrivals_h": 107.9,
    "cycle_time_h": 12.0,
}


@needs_shared_data
def test_the_twin_of_the_loan_application_is_nearer_than_that_of_simod():
    found = twin(loan("train"))
    assert found.kind == "resources"
    assert found.clock.recorded_in == "Europe/London"  # its clock shows summer time
    assert any("Europe/London" in limit for limit in found.limits)
    judgement = judged(found, loan("test"), seed=1)
    for one in judgement.deviations:
        assert one.distance < SIMOD[one.measure] / 2
    timers = [a.duration for a in found.model.activities if not a.performers]
    assert [timer.family for timer in timers] == ["fixed"] * 3
    assert [timer.mean_s for timer in timers] == pytest.approx([3_600] * 3)


EVENTS = st.tuples(
    st.sampled_from("abcd"), st.floats(0, 400), st.floats(0, 30), st.sampled_from("XYZ")
)


@given(st.lists(st.lists(EVENTS, min_size=1, max_size=6), min_size=1, max_size=25), st.booleans())
@settings(max_examples=25, deadline=None)
def test_any_log_gives_a_model_that_runs(cases, with_starts):
    events = [
        [(name, at, at + (spent if with_starts else 0), who) for name, at, spent, who in case]
        for case in cases
    ]
    log = table_of(events, starts=with_starts)
    found = twin(log)
    run = next(runs_as_logs(found, float(log.arrivals_s()[0]), 12, seed=1, runs=1))
    assert run.cases == 12
    assert set(run.activities) <= set(log.activities)
    assert np.isfinite(run.end_s).all()
    assert (run.end_s >= run.start_s).all()
    assert all(np.isfinite(value) for value in vars(distances(log, run)).values())


def test_what_was_found_about_people_is_told_in_the_terms_of_the_workflow(known_log, found):
    told = staffing(found)
    workflow = Workflow(
        name="known",
        activities=tuple(
            ActivityOf(id=name, name=name) for name in sorted(set(found.activity_of.values()))
        ),
        flows=(),
        calendars=told.calendars,
        resources=told.resources,
        performances=told.performances,
        arrivals=told.arrivals,
    )
    assert [(p.activity, p.resource) for p in workflow.performances] == [
        ("check", "Ann"),
        ("check", "Bob"),
        ("credit", "Bob"),
        ("decide", "Dan"),
        ("survey", "Cid"),
    ]
    survey = workflow.performances[-1].duration
    assert survey.family == "gamma"
    assert survey.mean_h == pytest.approx(3_000 / 3_600, rel=0.05)
    assert survey.provenance == "inferred"
    assert times.Distribution.of(survey).mean_s == pytest.approx(survey.mean_h * 3_600)
    assert workflow.arrivals.calendar in {calendar.id for calendar in workflow.calendars}


def test_a_twin_without_people_tells_of_none():
    told = staffing(twin(_completions(300)))
    assert told.resources == told.performances == ()
    assert {calendar.id for calendar in told.calendars} <= {"arrivals"}


@pytest.mark.parametrize("known", KNOWN_TIMES, ids=lambda known: known.family)
def test_every_family_goes_to_the_canonical_terms_and_back(known):
    again = times.Distribution.of(in_hours(known, "as it was"))
    for part in vars(known):
        assert getattr(again, part) == pytest.approx(getattr(known, part))
