"""functions/optimization/redesign/operators: what each does to a process whose answer is known"""

from dataclasses import replace

import numpy as np
import pytest

from common.model.facts import Facts
from common.model.figure import Provenance
from common.model.measurements import Driver
from functions.optimization.redesign.operators.authority import delegations
from functions.optimization.redesign.operators.batches import batch_sizes, case_based_work
from functions.optimization.redesign.operators.composition import compositions, fewer_hands, splits
from functions.optimization.redesign.operators.flow import aligned_hours, wip_caps
from functions.optimization.redesign.operators.gaps import told_gaps
from functions.optimization.redesign.operators.intake import (
    control_relocations,
    interfaces,
    templates,
)
from functions.optimization.redesign.operators.omission import eliminations
from functions.optimization.redesign.operators.order import knock_outs, resequencings
from functions.optimization.redesign.operators.outside import (
    buffers,
    contact_reductions,
    outsourcings,
    trusted_parties,
)
from functions.optimization.redesign.operators.pools import (
    centralisations,
    flexible_assignments,
    moved_capacity,
)
from functions.optimization.redesign.operators.relief import deputies, reliefs
from functions.optimization.redesign.operators.responsibility import (
    case_assignments,
    case_managers,
    customer_teams,
    split_responsibilities,
)
from functions.optimization.redesign.operators.skills import generalisations, specialisations
from functions.optimization.redesign.operators.sorting import (
    case_types,
    exceptions,
    fast_lanes,
    triages,
)
from functions.optimization.redesign.operators.steps import empowerments
from functions.optimization.redesign.operators.systems import integrations
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


def with_values(proposal, **values):
    for name, value in values.items():
        proposal = proposal.with_value(name, value)
    return proposal


def test_what_is_left_out_takes_no_time_for_its_share():
    process = process_of(in_a_row(step("Book", 1, "Ann"), step("Print copy", 2, "Ann")))
    [change] = eliminations(process)
    assert change.id == "eliminate:Print copy"
    assert mean_h(process, change) == pytest.approx(1 + 0.2 * 2, rel=0.1)
    assert mean_h(process, change.with_value("omitted_share", 1.0)) == pytest.approx(1.0)


def test_a_check_that_is_left_out_turns_nothing_down():
    checks = step("Check form", 1, "Ann"), step("Check sum", 1, "Bob"), step("Pay", 1, "Cid")
    process = process_of(in_a_row(*checks, refusing={"Check sum": (END, 0.04)}))
    change = next(c for c in eliminations(process) if c.place == "Check sum")
    after = change.with_value("omitted_share", 1.0)
    assert mean_h(process) == pytest.approx(2.96, rel=0.01)
    assert mean_h(process, after) == pytest.approx(2.0)


WAITING = (step("Enter", 1, "Ann"), step("rest", 5), step("Sort", 1, "Ann"))


def test_two_steps_in_one_hand_rest_less_between_and_need_a_little_less_work():
    process = process_of(in_a_row(*WAITING), "rest", asking=("H08",))
    [change] = compositions(process)
    assert mean_h(process, change) == pytest.approx(1 + 0.7 * 5 + 0.9)


def test_fewer_hands_do_the_same_between_different_people():
    own = step("Sort", 1, "Bob")
    process = process_of(in_a_row(*WAITING[:2], own), "rest", asking=("H18",))
    [change] = fewer_hands(process)
    assert change.touches.reassigns == {"Sort"}
    assert mean_h(process, change) == pytest.approx(1 + 0.7 * 5 + 0.9)
    assert change.change(process.model).activity("Sort").performers[0].resource == "Ann"


def test_whoever_goes_on_with_a_case_takes_it_before_what_waits():
    hands = step("Enter", 1, "Ann"), step("Sort", 1, "Ann")
    arrivals = Arrivals(at_s=(0.0, 0.0))
    process = process_of(
        replace(in_a_row(*hands), arrivals=arrivals), size=Size(1, 2), asking=("H08",)
    )
    [change] = compositions(process)
    change = change.with_value("saved_share", 0.0)
    assert mean_h(process, size=Size(1, 2)) == pytest.approx((3 + 4) / 2)
    assert mean_h(process, change, Size(1, 2)) == pytest.approx((2 + 4) / 2)


def test_the_second_part_of_a_cut_step_is_done_for_those_that_need_it():
    steps = step("Enter", 1, "Ann"), step("Plan route", 10, "Bob")
    process = process_of(in_a_row(*steps), asking=("H16",))
    [change] = splits(process)
    assert mean_h(process, change) == pytest.approx(1 + 6 + 0.5 * 4, rel=0.02)
    assert splits(process_of(in_a_row(*steps))) == []


def test_the_check_that_refuses_most_for_least_effort_goes_first():
    checks = step("Check depth", 4, "Ann"), step("Check name", 1, "Bob"), step("Pay", 1, "Cid")
    refusing = {"Check depth": (END, 0.1), "Check name": (END, 0.5)}
    process = process_of(in_a_row(*checks, refusing=refusing))
    [change] = knock_outs(process)
    assert change.place == "Check name<Check depth"
    assert mean_h(process) == pytest.approx(4 + 0.9 * 1 + 0.45, rel=0.02)
    assert mean_h(process, change) == pytest.approx(1 + 0.5 * 4 + 0.45, rel=0.05)
    assert knock_outs(replace_model(process, change)) == []


def replace_model(process, change):
    return process_of(change.change(process.model))


def test_work_waits_until_the_check_has_accepted_the_case():
    steps = step("Calculate", 3, "Ann"), step("Check name", 1, "Bob"), step("Pay", 1, "Cid")
    process = process_of(in_a_row(*steps, refusing={"Check name": (END, 0.4)}))
    [change] = resequencings(process)
    assert change.touches.reorders == (("Calculate", "Check name"),)
    assert mean_h(process) == pytest.approx(3 + 1 + 0.6, rel=0.02)
    assert mean_h(process, change) == pytest.approx(1 + 0.6 * 3 + 0.6, rel=0.05)


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


def test_below_the_limit_decides_who_has_done_the_work():
    steps = step("Enter", 1, "Ann"), step("rest", 10), step("Approve", 1, "Boss")
    process = process_of(in_a_row(*steps), "rest", asking=("H22",))
    [change] = delegations(process)
    assert mean_h(process, change) == pytest.approx(0.6 * 2 + 0.4 * 12, rel=0.05)


def test_a_case_manager_shortens_the_rest_and_is_a_headcount():
    process = process_of(in_a_row(*WAITING), "rest", asking=("H19",))
    [change] = case_managers(process)
    assert mean_h(process, change) == pytest.approx(7 - 0.3 * 5)
    assert change.parameters["added_headcount"].value == 1.0


def test_a_case_stays_with_its_person():
    steps = step("Enter", 1, "Ann1", "Ann2"), step("rest", 5), step("Sort", 1, "Ann1", "Ann2")
    process = process_of(in_a_row(*steps), "rest", asking=("H13",))
    [change] = case_assignments(process)
    assert mean_h(process, change) == pytest.approx(1 + 0.7 * 5 + 0.9)


def test_a_team_does_all_of_its_work_and_rests_less():
    process = process_of(in_a_row(*WAITING[:2], step("Sort", 1, "Bob")), "rest", asking=("H17",))
    [change] = customer_teams(process)
    assert mean_h(process, change) == pytest.approx(7 - 0.4 * 5)
    performers = change.change(process.model).activity("Sort").performers
    assert {p.resource for p in performers} == {"Ann", "Bob"}


def test_a_shared_step_goes_to_who_mostly_does_it():
    process = process_of(in_a_row(step("Enter", 1, "Ann1", "Ann2", "Bob")), asking=("H16",))
    [change] = split_responsibilities(process)
    assert change.where.role == "Ann"
    assert mean_h(process, change) == pytest.approx(0.9)


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


def test_specialists_are_faster_and_fewer():
    steps = step("Enter", 1, "Ann1", "Ann2"), step("Sort", 1, "Ann1", "Ann2")
    process = process_of(in_a_row(*steps), asking=("H21",))
    [change] = specialisations(process)
    after = change.change(process.model)
    assert [len(a.performers) for a in after.activities] == [1, 1]
    assert after.activities[0].performers != after.activities[1].performers
    assert mean_h(process, change) == pytest.approx(2 * 0.85)


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


OUTSIDE = in_a_row(step("Enter", 1, "Ann"), step("Customer signs", 10), step("Customer pays", 6))


def test_one_contact_waits_for_the_longest_answer_only():
    process = process_of(OUTSIDE, asking=("H02",))
    [change] = contact_reductions(process)
    assert mean_h(process, change) == pytest.approx(1 + 10 + 0.4 * 6)


def test_what_is_kept_is_not_asked_for():
    process = process_of(OUTSIDE, asking=("H24",))
    longest, _ = buffers(process)
    assert mean_h(process, longest) == pytest.approx(1 + 0.5 * 10 + 6, rel=0.05)


def test_a_look_up_takes_the_place_of_a_check():
    process = process_of(in_a_row(step("Verify identity", 4, "Ann")))
    [change] = trusted_parties(process)
    assert mean_h(process, change) == pytest.approx(0.6 * 0.05 + 0.4 * 4, rel=0.05)


def test_whoever_is_outside_promises_a_time_and_has_no_queue():
    process = process_of(one_server(0.8), size=BUSY)
    [change] = outsourcings(process)
    promised = change.with_value("promised_h", 2.0)
    assert mean_h(process, promised, BUSY) == pytest.approx(2.0, rel=0.03)


CHECKED = in_a_row(
    step("Check form", 1, "Ann"),
    step("Pay", 1, "Bob"),
    refusing={"Check form": ("Check form", 0.4)},
)


def test_customers_who_check_send_less_that_is_sent_back():
    process = process_of(CHECKED, asking=("H01",))
    [change] = control_relocations(process)
    assert mean_h(process) == pytest.approx(1 / 0.6 + 1, rel=0.03)
    assert mean_h(process, change) == pytest.approx(0.6 / (1 - 0.4 * 0.7) + 1, rel=0.03)


def test_a_standard_form_prevents_refusals_and_spares_work():
    process = process_of(CHECKED, asking=("H29",))
    change = interfaces(process)[0]
    assert mean_h(process, change) == pytest.approx(0.85 / (1 - 0.4 * 0.6) + 1, rel=0.03)


def test_templates_spare_work_in_recurring_cases():
    process = process_of(in_a_row(step("Write offer", 10, "Ann")), asking=("H29",))
    [change] = templates(process)
    assert mean_h(process, change) == pytest.approx(10 * (1 - 0.5 * 0.4))


def test_joined_systems_spare_typing_and_transport():
    process = process_of(in_a_row(*WAITING), "rest", systems=("Mail", "Ledger"), asking=("H26",))
    [change] = integrations(process)
    assert mean_h(process, change) == pytest.approx(2 * 0.8 + 5 * 0.8)


def test_a_check_against_told_gaps_spares_asking_for_what_is_missing():
    process = process_of(in_a_row(*WAITING), "rest", asking=("H23",))
    [change] = told_gaps(process)
    assert change.place == "Enter"
    assert mean_h(process, change) == pytest.approx(7 - 0.3 * 1 + 0.1)


def test_one_more_person_takes_a_share_of_a_told_wait_away():
    process = process_of(in_a_row(*WAITING), "rest", asking=("H20",))
    [change] = reliefs(process)
    assert mean_h(process, change) == pytest.approx(7 - 0.4 * 5)
    assert change.with_value("added_headcount", 0.0).change(process.model) == process.model


def test_colleagues_and_others_stand_in_for_who_is_away():
    steps = step("Enter", 1, "Ann"), step("rest", 5), step("Sort", 1, "Bob1", "Bob2")
    process = process_of(in_a_row(*steps), "rest", asking=("H21",))
    colleagues, others = deputies(process)
    assert mean_h(process, colleagues) == pytest.approx(7 - 0.3 * 5)
    assert colleagues.touches.one_hand == ()
    assert others.touches.one_hand == ({"Enter", "Sort"},)
    assert len(others.change(process.model).activity("Sort").performers) == 3


def test_told_batches_are_a_share_of_the_rest():
    process = process_of(in_a_row(*WAITING), "rest", asking=("H06",))
    [change] = case_based_work(process)
    assert mean_h(process, change) == pytest.approx(7 - 0.5 * 5)


def test_an_approval_of_which_no_refusal_is_known_is_left_out_where_findings_ask():
    steps = step("Approve sum", 1, "Ann"), step("Approve cover", 3, "Bob")
    process = process_of(in_a_row(*steps), asking=("H22",))
    first = empowerments(process)[0]
    assert first.place == "Approve cover"
    assert mean_h(process, first) == pytest.approx(4 - 0.8 * 3, rel=0.1)
    assert empowerments(process_of(in_a_row(*steps))) == []


def test_a_form_averts_what_is_sent_back_and_not_what_ends_cases():
    steps = step("Check form", 1, "Ann"), step("Pay", 4, "Bob")
    process = process_of(in_a_row(*steps, refusing={"Check form": (END, 0.4)}), asking=("H29",))
    change = next(c for c in interfaces(process) if c.place == "Check form")
    assert mean_h(process, change) == pytest.approx(0.85 + 0.6 * 4, rel=0.05)
