"""functions/optimization/redesign/guards.py, precedence.py and framework_knowledge/guards.json"""

import json
from dataclasses import replace

import pytest
from pydantic import ValidationError

from common.model.assessment import Place
from common.model.facts import Transition
from common.model.limits import NO_LIMITS, Limits
from common.model.portfolio import Stop
from common.model.submission import Submission
from functions.analysis.mining.stated import stated_facts
from functions.input.reading.submission import read
from functions.optimization.calibration.from_statement import twin_of_statement
from functions.optimization.redesign import guards as module
from functions.optimization.redesign.catalogue import Rules, considered
from functions.optimization.redesign.guards import GuardError, Guarding, guards_of
from functions.optimization.redesign.operators.approvals import parallel_approvals
from functions.optimization.redesign.operators.parallelism import parallel_pairs
from functions.optimization.redesign.operators.people import extra_people
from functions.optimization.redesign.precedence import SEQUENTIAL
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import NOTHING, Proposal, Touches
from functions.optimization.search.laboratory import TwinLaboratory
from functions.optimization.simulation.engine import kernel
from functions.optimization.simulation.engine.model import Attribute
from functions.optimization.simulation.engine.simulation import Size
from tests.paths import EXAMPLES
from tests.unit.calibration_fixture import NOTHING_FOUND
from tests.unit.redesign_fixture import GUARDS, RULES, allowed, known_as, process, stops
from tests.unit.small_process import finding
from tests.unit.staffed_fixture import facts

pytestmark = pytest.mark.skipif(
    not kernel.COMPILED, reason="too slow where the kernel is not compiled (make kernel)"
)
CHECK, COMPLETE, DECIDE, PAY = "Check claim", "Complete claim", "Decide claim", "Pay claim"


def proposal(touches: Touches, **parameters: float) -> Proposal:
    return Proposal(
        operator="some",
        heuristic=None,
        place="where",
        title="Some change",
        description="",
        where=Place(),
        steps=frozenset(),
        edit=lambda model, _: model,
        parameters={name: from_twin(value, "count", "-") for name, value in parameters.items()},
        touches=touches,
    )


def stopped_by(touches: Touches, of=None, limits: Limits = NO_LIMITS, **parameters) -> str | None:
    ruled = Guarding(of or process(), GUARDS, limits).ruling(proposal(touches, **parameters))
    return ruled.guard if isinstance(ruled, Stop) else None


def one_hand(*steps: str) -> Touches:
    return Touches(one_hand=(frozenset(steps),))


def test_every_kind_of_guard_of_the_file_can_be_recognised():
    assert {guard.by for guard in GUARDS} == set(module.RECOGNISED_BY)
    assert len({guard.id for guard in GUARDS}) == len(GUARDS)


def test_a_change_that_touches_nothing_is_stopped_by_nothing():
    assert stopped_by(NOTHING) is None


@pytest.mark.parametrize(
    ("names", "steps", "guard"),
    [
        ({"Check": "Submit claim", "Decide": "Approve claim"}, (CHECK, DECIDE), "request-approval"),
        ({"Check": "Approve cover", "Decide": "Approve sum"}, (CHECK, DECIDE), "two-approvals"),
        ({"Decide": "Review claim"}, (CHECK, DECIDE), "two-checks"),
        ({}, (CHECK, PAY), "check-payment"),
    ],
)
def test_duties_that_are_apart_today_stay_apart(names, steps, guard):
    named = known_as(**names)
    assert stopped_by(one_hand(*steps), named) == f"separation-{guard}"
    assert stopped_by(one_hand(COMPLETE, *steps[:1]), named) is None


def test_duties_that_one_hand_has_today_are_not_apart():
    model = process().model
    same = model.activity(PAY).performers
    together = replace(
        process(),
        twin=replace(
            process().twin,
            model=model.with_activity(replace(model.activity(CHECK), performers=same)),
        ),
    )
    assert stopped_by(one_hand(CHECK, PAY), together) is None


def test_stated_limits_are_kept_whatever_the_case_of_their_names():
    limits = Limits(
        mandatory_steps=("complete CLAIM",),
        separation_of_duties=((COMPLETE, DECIDE),),
        fixed_roles=("clerk",),
        budget=1000.0,
        max_added_headcount=1.0,
    )
    assert stopped_by(Touches(removes=frozenset({COMPLETE}))) is None
    assert stopped_by(Touches(removes=frozenset({COMPLETE})), limits=limits) == "mandatory-stated"
    assert stopped_by(one_hand(COMPLETE, DECIDE), limits=limits) == "separation-stated"
    assert stopped_by(Touches(reduces=frozenset({"Clerk"})), limits=limits) == "fixed-roles"
    assert stopped_by(NOTHING, limits=limits, added_headcount=2.0) == "headcount-limit"
    assert stopped_by(NOTHING, limits=limits, added_headcount=1.0) is None
    assert stopped_by(NOTHING, limits=limits, one_off=1001.0) == "budget-limit"


def test_a_limit_that_names_nothing_here_is_told():
    limits = Limits(mandatory_steps=("Weigh parcel",), fixed_roles=("Clerk", "Pilot"))
    told = considered(process(), Rules(GUARDS, limits)).notes
    assert [note.split("“")[1].split("”")[0] for note in told] == ["Weigh parcel", "Pilot"]


def test_limits_that_are_none_are_refused_with_their_place():
    with pytest.raises(ValidationError, match="budget"):
        Submission(workflow_data="a", organization_context={"budget": "plenty"})
    free = Submission(workflow_data="a", organization_context={"goal": 1, "budget": 5})
    assert free.limits == Limits(budget=5.0)
    assert Submission(workflow_data="a", organization_context="budget: none").limits == Limits()


def test_what_sounds_like_law_may_be_automated_but_not_left_out():
    contract = known_as(Check="Record contract")
    assert stopped_by(Touches(removes=frozenset({CHECK})), contract) == "mandatory-steps"
    assert stopped_by(Touches(automates=frozenset({CHECK})), contract) is None
    assert stopped_by(Touches(automates=frozenset({CHECK})), known_as(Check="Check safety")) == (
        "human-decision"
    )


def test_the_only_approval_is_kept():
    single = known_as(Decide="Approve claim")
    assert stopped_by(Touches(removes=frozenset({DECIDE})), single) == "last-approval"
    double = known_as(Decide="Approve claim", Check="Approve cover")
    assert stopped_by(Touches(removes=frozenset({DECIDE})), double) is None


def test_approvals_do_not_go_to_whoever_has_time():
    approving = known_as(Decide="Approve claim")
    assert stopped_by(Touches(reassigns=frozenset({DECIDE})), approving) == "authority"


def test_cases_are_not_sorted_by_what_is_not_known_yet():
    touches = Touches(routes_on=(("amount", CHECK),))
    assert stopped_by(touches) == "no-look-ahead"
    model = replace(process().model, attributes=(Attribute("amount", (1.0, 2.0)),))
    knowing = replace(process(), twin=replace(process().twin, model=model))
    assert stopped_by(touches, knowing) is None


def test_an_approval_is_not_begun_beside_the_check_that_it_needs():
    found = stops(parallel_pairs, known_as(Decide="Check cover", Pay="Approve claim"))
    assert {stop.guard for stop in found} == {"data-precedence"}
    assert (
        "Approve claim stays after Check cover: it decides about what that step prepares or finds."
    ) in [stop.reason for stop in found]


def test_the_order_is_free_where_the_log_has_both():
    both = facts(
        Transition(source=DECIDE, target=PAY, count=90),
        Transition(source=PAY, target=DECIDE, count=10),
    )
    [free] = allowed(parallel_pairs, replace(process(), facts=both))
    assert free.risks == ()


def test_two_judgements_may_be_made_side_by_side_but_that_is_to_be_confirmed():
    judging = known_as(Decide="Approve claim", Pay="Authorise transfer")
    [beside] = allowed(parallel_pairs, judging)
    assert "It must be confirmed that Authorise transfer does not need" in beside.risks[0]


def test_what_is_stopped_takes_no_place_and_is_reported():
    found = considered(known_as(Decide="Check cover", Pay="Approve claim"), RULES)
    assert {stop.guard for _, stop in found.stopped} >= {"data-precedence"}
    assert not {each.id for each in found.proposals} & {each.id for each, _ in found.stopped}


def test_a_headcount_limit_stops_one_more_person():
    [stop] = stops(extra_people, process(), Limits(max_added_headcount=0.0))
    assert stop.reason == "It adds 1 people; organization_context allows 0."


def test_a_broken_file_of_guards_is_refused():
    with pytest.raises(GuardError, match="lacks"):
        guards_of({})
    with pytest.raises(GuardError, match="malformed"):
        guards_of({"guards.json": json.dumps({"about": "", "guards": [{"id": 1}]}).encode()})


def travel() -> Process:
    """Return the travel example, whose text says that offices agree one after the other."""
    data = json.loads((EXAMPLES / "travel_approval.json").read_bytes())
    workflow = read(Submission(workflow_data=data), None).workflow
    stated = stated_facts(workflow)
    twin = twin_of_statement(stated, workflow, 1)
    outcome = TwinLaboratory(twin, 1, Size(replications=3, cases=100)).outcome(twin.model)
    one_after_the_other = finding("H10").model_copy(update={"rule": SEQUENTIAL})
    told = NOTHING_FOUND.model_copy(update={"findings": (one_after_the_other,)})
    return Process(workflow, stated, told, twin, outcome)


def test_the_travel_example_does_not_check_beside_the_approval_that_needs_it():
    rulings = {
        proposal.place: Guarding(travel(), GUARDS).ruling(proposal)
        for proposal in parallel_approvals(travel())
    }
    stop = rulings["check_request+approve_trip"]
    assert isinstance(stop, Stop)
    assert stop.reason == (
        "Approve trip stays after Check request: it decides about what that step prepares or finds."
    )
    assert rulings["approve_budget+book_trip"].guard == "data-precedence"
    assert isinstance(rulings["approve_trip+approve_budget"], Proposal)


def test_what_the_guard_forgoes_can_be_simulated():
    process = travel()
    [change] = [p for p in parallel_approvals(process) if p.place == "check_request+approve_trip"]
    after = TwinLaboratory(process.twin, 1, Size(replications=3, cases=100)).outcome(
        change.change(process.model)
    )
    before = process.outcome.process["cycle_time_mean_h"].mean()
    assert after.process["cycle_time_mean_h"].mean() < before
