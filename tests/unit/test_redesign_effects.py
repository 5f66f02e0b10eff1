"""functions/optimization/redesign/operators: what each does to steps, where the answer is known"""

from dataclasses import replace

import pytest

from functions.optimization.redesign.operators.authority import delegations
from functions.optimization.redesign.operators.batches import case_based_work
from functions.optimization.redesign.operators.composition import compositions, fewer_hands, splits
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
    trusted_parties,
)
from functions.optimization.redesign.operators.relief import deputies, reliefs
from functions.optimization.redesign.operators.responsibility import (
    case_assignments,
    case_managers,
    customer_teams,
    split_responsibilities,
)
from functions.optimization.redesign.operators.skills import specialisations
from functions.optimization.redesign.operators.steps import empowerments
from functions.optimization.redesign.operators.systems import integrations
from functions.optimization.simulation.engine import kernel
from functions.optimization.simulation.engine.model import END, Arrivals
from functions.optimization.simulation.engine.simulation import Size
from tests.unit.small_process import in_a_row, mean_h, process_of, step

pytestmark = pytest.mark.skipif(
    not kernel.COMPILED, reason="too slow where the kernel is not compiled (make kernel)"
)


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


def test_specialists_are_faster_and_fewer():
    steps = step("Enter", 1, "Ann1", "Ann2"), step("Sort", 1, "Ann1", "Ann2")
    process = process_of(in_a_row(*steps), asking=("H21",))
    [change] = specialisations(process)
    after = change.change(process.model)
    assert [len(a.performers) for a in after.activities] == [1, 1]
    assert after.activities[0].performers != after.activities[1].performers
    assert mean_h(process, change) == pytest.approx(2 * 0.85)


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
