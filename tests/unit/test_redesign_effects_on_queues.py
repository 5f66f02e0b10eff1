"""functions/optimization/redesign/operators: what each does to queues that theory knows"""

from dataclasses import replace

import numpy as np
import pytest

from common.model.facts import Facts
from common.model.figure import Provenance
from common.model.measurements import Driver
from functions.optimization.redesign.operators.batches import batch_sizes, case_based_work
from functions.optimization.redesign.operators.flow import aligned_hours, wip_caps
from functions.optimization.redesign.operators.outside import outsourcings
from functions.optimization.redesign.operators.pools import (
    centralisations,
    flexible_assignments,
    moved_capacity,
)
from functions.optimization.redesign.operators.skills import generalisations
from functions.optimization.redesign.operators.sorting import (
    case_types,
    exceptions,
    fast_lanes,
    triages,
)
from functions.optimization.search.laboratory import TwinLaboratory
from functions.optimization.simulation.engine import kernel
from functions.optimization.simulation.engine.distribution import exponential, fixed
from functions.optimization.simulation.engine.model import (
    END,
    START,
    Arrivals,
    Batching,
    Flow,
    Gateway,
    Model,
    Resource,
)
from functions.optimization.simulation.engine.quantiles import strata
from functions.optimization.simulation.engine.simulation import Size
from tests.unit.engine_fixture import daily
from tests.unit.small_process import HOUR, in_a_row, mean_h, process_of, step

pytestmark = pytest.mark.skipif(
    not kernel.COMPILED, reason="too slow where the kernel is not compiled (make kernel)"
)
BUSY = Size(replications=6, cases=20_000)


def one_server(load: float) -> Model:
    return replace(
        in_a_row(step("Serve", exponential(HOUR), "Ann")),
        arrivals=Arrivals(interarrival=exponential(HOUR / load)),
    )


def cobham(small_share: float, load: float) -> float:
    """Return the mean time in a queue that takes small work first, without interrupting (1954)."""
    values = np.array(strata(exponential(HOUR))) / HOUR
    cut = round(small_share * len(values))
    rest = load * (values**2).mean() / 2
    small_load = load * values[:cut].sum() / len(values)
    small = rest / (1 - small_load)
    large = rest / ((1 - small_load) * (1 - load))
    return 1 + small_share * small + (1 - small_share) * large


@pytest.mark.parametrize(("operator", "small"), [(triages, 0.5), (exceptions, 0.9)])
def test_small_cases_first_is_the_priority_queue_of_theory(operator, small):
    process = process_of(one_server(0.7), size=BUSY)
    [change] = operator(process)
    if operator is triages:
        change = change.with_value("sorting_h", 0.0)
    assert mean_h(process, change, BUSY) == pytest.approx(cobham(small, 0.7), rel=0.04)


def test_a_fast_lane_changes_the_mean_of_all_cases_hardly():
    process = process_of(one_server(0.7), size=BUSY)
    [change] = fast_lanes(process)
    assert change.change(process.model).priority_attribute == "urgent"
    assert mean_h(process, change, BUSY) == pytest.approx(mean_h(process, size=BUSY), rel=0.05)


def test_a_kind_of_its_own_loses_what_a_common_queue_brings():
    model = in_a_row(step("Serve", exponential(HOUR), "Ann1", "Ann2"))
    model = replace(model, arrivals=Arrivals(interarrival=exponential(HOUR / 1.4)))
    driver = Driver(outcome="cycle_time", attribute="country", value="abroad", cases=50,
                    effect=0.5, with_value=9, without_value=3, adjusted_p=0.01)  # fmt: skip
    facts = Facts(source="event_log", provenance=Provenance.MEASURED, activity_count=1,
                  cases=100, drivers=(driver,))  # fmt: skip
    process = process_of(model, facts=facts, size=BUSY)
    [change] = case_types(process)
    assert change.touches.routes_on == (("country", "Serve"),)
    assert change.parameters["kind_share"].provenance is Provenance.MEASURED
    assert mean_h(process, size=BUSY) == pytest.approx(1 / (1 - 0.7**2), rel=0.05)  # M/M/2
    assert mean_h(process, change, BUSY) == pytest.approx(1 / (1 - 0.7), rel=0.06)  # two M/M/1


BATCHED = replace(
    in_a_row(step("Send", 0, "Ann", batching=Batching(size=4, kind="parallel"))),
    arrivals=Arrivals(interarrival=fixed(HOUR)),
)


def test_nobody_waits_for_a_batch_that_is_no_more():
    process = process_of(BATCHED)
    [change] = case_based_work(process)
    assert mean_h(process) == pytest.approx((3 + 2 + 1 + 0) / 4)
    assert mean_h(process, change) == 0.0


def test_a_smaller_batch_waits_for_fewer_cases():
    process = process_of(BATCHED)
    [change] = batch_sizes(process)
    assert change.parameters["batch_size"].value == 2
    assert change.choices["batch_size"] == (1.0, 2.0, 3.0, 6.0, 8.0, 16.0)
    assert mean_h(process, change) == pytest.approx(0.5)
    assert change.with_value("batch_size", 8.0).title == "Send in batches of 8"


def two_offices(load: float) -> Model:
    return Model(
        activities=(
            step("Serve north", exponential(HOUR), "Clerk north"),
            step("Serve south", exponential(HOUR), "Clerk south"),
        ),
        gateways=(Gateway("where", "exclusive"),),
        flows=(
            Flow(START, "where"),
            Flow("where", "Serve north", 0.5),
            Flow("where", "Serve south", 0.5),
            Flow("Serve north", END),
            Flow("Serve south", END),
        ),
        arrivals=Arrivals(interarrival=exponential(HOUR / (2 * load))),
        resources=(
            Resource("Clerk north", group="Clerk north"),
            Resource("Clerk south", group="Clerk south"),
        ),
    )


def test_two_queues_become_the_one_of_theory():
    process = process_of(two_offices(0.8), asking=("H15",), size=BUSY)
    [change] = centralisations(process)
    assert mean_h(process, size=BUSY) == pytest.approx(1 / (1 - 0.8), rel=0.08)
    assert mean_h(process, change, BUSY) == pytest.approx(1 / (1 - 0.8**2), rel=0.06)


def test_somebody_who_moves_is_missed_where_they_were():
    model = in_a_row(step("Enter", exponential(0.9 * HOUR), "Ann"),
                     step("Sort", exponential(0.2 * HOUR), "Bob1", "Bob2"))  # fmt: skip
    model = replace(model, arrivals=Arrivals(interarrival=exponential(HOUR)))
    process = process_of(model, size=BUSY)
    [change] = moved_capacity(process)
    assert change.touches.reduces == {"Bob"}
    after = change.change(process.model)
    assert len(after.activity("Enter").performers) == 2
    assert len(after.activity("Sort").performers) == 1
    assert mean_h(process, change, BUSY) == pytest.approx(
        0.9 / (1 - 0.45**2) + 0.2 / (1 - 0.2), rel=0.05
    )
    assert change.with_value("moved_headcount", 0.0).change(process.model) == process.model


def test_generalists_share_all_queues():
    process = process_of(two_offices(0.8), size=BUSY)
    [change] = generalisations(process)
    even = change.with_value("slower_share", 0.0)
    assert mean_h(process, even, BUSY) == pytest.approx(1 / (1 - 0.8**2), rel=0.06)
    assert mean_h(process, change, BUSY) > mean_h(process, even, BUSY)


def test_what_few_can_do_is_taken_before_what_many_can():
    steps = step("Enter", 1, "Ann", "Bob"), step("Sort", 1, "Ann")
    process = process_of(in_a_row(*steps))
    [change] = flexible_assignments(process)
    after = change.change(process.model)
    assert after.activity("Sort").priority > after.activity("Enter").priority


def test_no_more_cases_are_in_process_than_are_let_in():
    process = process_of(one_server(0.8), size=BUSY)
    [change] = wip_caps(process)
    capped = change.with_value("wip_cap", 2.0)
    assert capped.title == "At most 2 cases at a time"
    outcome = TwinLaboratory(process.twin, 1, BUSY).outcome(capped.change(process.model))
    assert outcome.process["cycle_time_mean_h"].mean() == pytest.approx(5.0, rel=0.1)
    assert change.change(process.model).wip_cap == max(change.choices["wip_cap"])


def test_hours_that_begin_when_work_comes_leave_no_wait_for_them():
    model = in_a_row(step("Enter", 1, "Ann"))
    model = replace(
        model,
        arrivals=Arrivals(at_s=tuple((24 * day + 8) * HOUR for day in range(1, 40))),
        resources=(Resource("Ann", calendar="late", group="Ann"),),
        calendars=(daily("late", 10, 18),),
    )
    size = Size(replications=2, cases=39)
    process = process_of(model, size=size)
    [change] = aligned_hours(process)
    assert mean_h(process, size=size) == pytest.approx(3.0)
    assert mean_h(process, change, size) == pytest.approx(2.0)
    assert mean_h(process, change.with_value("moved_h", -2.0), size) == pytest.approx(1.0)
    assert change.with_value("moved_h", 0.0).change(process.model) == process.model


def test_whoever_is_outside_promises_a_time_and_has_no_queue():
    process = process_of(one_server(0.8), size=BUSY)
    [change] = outsourcings(process)
    promised = change.with_value("promised_h", 2.0)
    assert mean_h(process, promised, BUSY) == pytest.approx(2.0, rel=0.03)
