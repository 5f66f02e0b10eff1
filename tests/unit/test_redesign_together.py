"""functions/optimization/redesign/duties.py and together.py: guards on changes made together"""

from collections.abc import Collection
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.model.assessment import Place
from common.model.limits import NO_LIMITS, Limits
from common.model.portfolio import Stop
from functions.optimization.redesign.catalogue import OPERATORS
from functions.optimization.redesign.duties import doers, in_one_hand, orders
from functions.optimization.redesign.graph import bypassed, side_by_side
from functions.optimization.redesign.guards import Guarding
from functions.optimization.redesign.operators.authority import decided_below
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.proposal import Proposal, Touches
from functions.optimization.redesign.together import Together
from functions.optimization.search import journal
from functions.optimization.search.pool import NO_LIMIT, Most, Pool
from functions.optimization.search.proving import front
from functions.optimization.search.search import search
from functions.optimization.search.stopping import stopped_together
from functions.optimization.search.worth import FREE, Worth
from functions.optimization.simulation.engine import distribution as times
from functions.optimization.simulation.engine import kernel
from functions.optimization.simulation.engine.diagnosis import CannotRunError
from functions.optimization.simulation.engine.model import (
    END,
    START,
    Activity,
    Arrivals,
    Flow,
    Gateway,
    Model,
    Performer,
    TimeLimit,
)
from tests.unit.redesign_fixture import GUARDS, known_as, process
from tests.unit.search_fixture import PLAN, Toy, ToyLaboratory, change, gains

CHECK, COMPLETE, DECIDE, PAY = "Check claim", "Complete claim", "Decide claim", "Pay claim"
compiled = pytest.mark.skipif(
    not kernel.COMPILED, reason="too slow where the kernel is not compiled (make kernel)"
)


def proposal(name: str, edit, **touches) -> Proposal:
    return Proposal(
        operator=name,
        heuristic=None,
        place="x",
        title=name,
        description="",
        where=Place(),
        steps=frozenset(),
        edit=lambda model, _: edit(model),
        touches=Touches(**touches),
    )


def also(step: str, *people: str):
    """Return the edit that lets people do a step beside those who do it."""

    def edit(model: Model) -> Model:
        activity = model.activity(step)
        known = {performer.resource for performer in activity.performers}
        more = tuple(Performer(name) for name in people if name not in known)
        return model.with_activity(replace(activity, performers=activity.performers + more))

    return edit


def stop(of: Process, *proposals: Proposal, limits: Limits = NO_LIMITS) -> Stop | None:
    """Return the ruling on changes together; each of them is allowed alone."""
    guarding = Guarding(of, GUARDS, limits)
    assert all(isinstance(guarding.ruling(each), Proposal) for each in proposals)
    pool = Pool(of.model, proposals, together=Together(guarding))
    return pool.stop(tuple(sorted(each.id for each in proposals)))


CHECKING = proposal("customers-check", also(CHECK, "Customer"), one_hand=({COMPLETE, CHECK},))
PAYING = proposal("customers-pay", also(PAY, "Customer"), one_hand=({COMPLETE, PAY},))


@compiled
def test_two_changes_that_bring_two_duties_into_one_hand_are_stopped_together():
    found = stop(process(), CHECKING, PAYING)

    assert found is not None
    assert found.guard == "separation-check-payment"
    assert found.redesigns == ("customers-check:x", "customers-pay:x")
    assert found.title == "customers-check, together with: customers-pay"
    assert found.reason.startswith("Check claim and Pay claim must stay in different hands")


@compiled
def test_the_same_duties_given_to_different_people_stay_apart():
    others = proposal("others", also(CHECK, "Bob"), one_hand=({DECIDE, CHECK},))
    assert stop(process(), others, PAYING) is None


@compiled
def test_pairs_that_the_organisation_states_are_kept_apart_by_sets_too():
    limits = Limits(separation_of_duties=((COMPLETE, DECIDE),))
    one = proposal("one", also(COMPLETE, "Ann"), one_hand=({CHECK, COMPLETE},))
    two = proposal("two", also(DECIDE, "Ann"), one_hand=({CHECK, DECIDE},))

    assert stop(process(), one, two) is None
    found = stop(process(), one, two, limits=limits)
    assert found is not None
    assert found.guard == "separation-stated"


@compiled
def test_who_is_let_into_a_team_does_not_decide_what_was_delegated_to_it():
    of = known_as(Decide="Approve claim", Pay="Write letter", Complete="Add papers")
    people = frozenset({"Ann"})
    delegate = proposal("delegate", lambda model: decided_below(of, model, DECIDE, people, 0.5))

    def joined(model: Model) -> Model:
        both = tuple(
            replace(a, performers=(*a.performers, Performer("Transfer")))
            if "Ann" in {p.resource for p in a.performers}
            else a
            for a in model.activities
        )
        return replace(model, activities=both)

    help_ = proposal("help", joined, one_hand=({CHECK, PAY},), reassigns={CHECK})
    found = stop(of, delegate, help_)
    assert found is not None
    assert (found.guard, found.reason[:13]) == ("authority", "Approve claim")


def leaving_out(step: str) -> Proposal:
    return proposal(
        f"leave-out-{step}",
        lambda model: bypassed(model, process().shown, step, 0.8, "left out"),
        removes={step},
    )


@compiled
def test_of_two_approvals_each_may_go_and_not_both():
    of = known_as(Decide="Approve sum", Pay="Approve cover")
    found = stop(of, leaving_out(DECIDE), leaving_out(PAY))

    assert found is not None
    assert found.guard == "last-approval"
    assert "Approve sum and Approve cover" in found.reason
    assert stop(of, leaving_out(DECIDE), leaving_out(CHECK)) is None


@compiled
def test_of_two_checks_each_may_go_and_not_both():
    of = known_as(Complete="Verify papers", Decide="Set sum", Pay="Write letter")
    found = stop(of, leaving_out(CHECK), leaving_out(COMPLETE))

    assert found is not None
    assert found.guard == "last-check"
    assert stop(of, leaving_out(CHECK), leaving_out(DECIDE)) is None


def line(*steps: str) -> Model:
    """Return the model in which steps are done one after the other."""
    nodes = (START, *steps, END)
    return Model(
        activities=tuple(Activity(step, times.fixed(60.0)) for step in steps),
        flows=tuple(Flow(one, two) for one, two in pairwise(nodes)),
        arrivals=Arrivals(interarrival=times.fixed(60.0)),
    )


def shown(*steps: str) -> dict[str, str]:
    return {step: step for step in steps}


def test_in_a_line_every_step_has_those_before_it():
    names = ("a", "b", "c", "d")
    expected = {(names[i], names[j]) for j in range(4) for i in range(j)}
    assert orders(line(*names), shown(*names)) == expected


def test_what_runs_beside_or_is_passed_by_some_is_no_longer_sure():
    names = ("a", "b", "c", "d")
    beside = side_by_side(line(*names), shown(*names), "b", "c")
    assert orders(line(*names), shown(*names)) - orders(beside, shown(*names)) == {("b", "c")}
    passed = bypassed(line(*names), shown(*names), "b", 0.5, "left out")
    assert orders(line(*names), shown(*names)) - orders(passed, shown(*names)) == {
        ("b", "c"), ("b", "d"),
    }  # fmt: skip


def test_a_way_back_takes_nothing_from_what_was_done_and_a_time_limit_does():
    names = ("a", "b", "c")
    base = line(*names)
    ask = Gateway("ask", "exclusive")
    flows = [replace(f, source="ask") if f.source == "b" else f for f in base.flows]
    looped = replace(
        base,
        gateways=(ask, Gateway("again", "exclusive")),
        flows=(
            *(replace(f, target="again") if f.target == "a" else f for f in flows),
            Flow("b", "ask"), Flow("ask", "again", 0.5), Flow("again", "a"),
        ),
    )  # fmt: skip
    assert orders(looped, shown(*names)) == {("a", "b"), ("a", "c"), ("b", "c")}
    limit = TimeLimit(times.fixed(5.0), "c")
    late = base.with_activity(replace(base.activity("b"), time_limit=limit))
    assert orders(late, shown(*names)) == {("a", "b"), ("a", "c")}


def moved(*order: str):
    return lambda model: replace(model, flows=line(*order).flows)


@compiled
def test_two_new_orders_that_are_free_do_not_put_a_step_before_what_it_needs():
    twin = replace(process().twin, model=line(CHECK, COMPLETE, DECIDE, PAY))
    of = replace(process(), twin=twin)
    guarding = Guarding(of, GUARDS)
    one = proposal("one", moved(CHECK, DECIDE, COMPLETE, PAY))
    two = proposal("two", moved(COMPLETE, CHECK, DECIDE, PAY))
    made = {"one:x": one, "two:x": two}
    touched = {
        name: replace(each, touches=Touches(reorders=(("free", "too"),)))
        for name, each in made.items()
    }

    def make(names: Collection[str]) -> Model:
        if len(names) == 2:
            return line(DECIDE, COMPLETE, CHECK, PAY)
        (name,) = names
        return made[name].change(of.model)

    found = Together(guarding).stop(touched, make)
    assert found is not None
    assert found.guard == "data-precedence"
    assert found.reason.startswith("Decide claim stays after Check claim")


PEOPLE = ("Ann", "Bob", "Customer", "Transfer")
GIVEN = st.sets(st.tuples(st.sampled_from(PEOPLE), st.sampled_from((CHECK, COMPLETE, DECIDE, PAY))),
                min_size=1, max_size=3)  # fmt: skip


@cache
def together() -> Together:
    return Together(Guarding(process(), GUARDS))


@compiled
@given(st.lists(GIVEN, min_size=2, max_size=4))
def test_a_set_is_stopped_just_where_somebody_gets_two_duties_that_nobody_has_by_one_change(given_):
    def edit(model: Model, more: set[tuple[str, str]]) -> Model:
        for person, step in sorted(more):
            model = also(step, person)(model)
        return model

    names = [f"c{number}:x" for number in range(len(given_))]
    changes = {
        name: proposal(name[:-2], lambda model, more=more: edit(model, more))
        for name, more in zip(names, given_, strict=True)
    }

    def make(chosen: Collection[str]) -> Model:
        model = process().model
        for name in sorted(chosen):
            model = changes[name].change(model)
        return model

    today = {
        ("Ann", CHECK), ("Bob", DECIDE), ("Customer", COMPLETE), ("Transfer", PAY),
    }  # fmt: skip

    def held(*parts: set[tuple[str, str]]) -> set[tuple[str, str]]:
        can = today.union(*parts)
        apart = together().guarding.kept_apart
        return {pair for pair in apart for p in PEOPLE if {(p, pair[0]), (p, pair[1])} <= can}

    expected = held(*given_) - set().union(*(held(each) for each in given_))
    fresh = Together(together().guarding)
    assert (fresh.stop(changes, make) is not None) == bool(expected)
    assert fresh.stop(dict(reversed(changes.items())), make) == fresh.stop(changes, make)


@compiled
@pytest.mark.parametrize("operator", OPERATORS, ids=lambda each: each.__name__)
def test_what_a_change_alone_brings_into_one_hand_it_declares(operator):
    steps = process().activities
    pairs = [(one, other) for one in steps for other in steps if one < other]
    today = in_one_hand(doers(process().model, process().shown, steps), pairs)
    for each in operator(process()):
        model = each.change(process().model)
        made = in_one_hand(doers(model, process().shown, steps), pairs) - today
        assert all(any(set(pair) <= hand for hand in each.touches.one_hand) for pair in made)


class Forbidding:
    """Stops the sets that hold one of some sets of names."""

    def __init__(self, *forbidden: str) -> None:
        self.forbidden = [{f"{name}:x" for name in names} for names in forbidden]

    def stop(self, changes, make):
        for each in self.forbidden:
            if each <= changes.keys():
                names = tuple(sorted(changes))
                return Stop(operator="-", title="-", guard="g", reason="No.", redesigns=names)
        return None

    def beyond(self, changes, added):
        limits = Limits(budget=100.0, max_added_headcount=2.0)
        return Together(Guarding(process(), GUARDS, limits)).beyond(changes, added)

    def breaks(self, changes) -> bool:
        return any(each <= set(changes) for each in self.forbidden)


def found_under(forbidding: Forbidding, table: dict[str, float], once=None, **laboratory):
    names = sorted(name for name in table if "_" not in name)
    most, worth = NO_LIMIT, FREE
    if once is not None:
        most, worth = Most(one_off=100.0), Worth(one_off=lambda each: once[each.operator])
    pool = Pool(Toy(), [change(name) for name in names], most, worth, together=forbidding)
    return search(ToyLaboratory(gains(**table), **laboratory), pool, PLAN, 1)


@compiled
def test_the_report_says_which_limit_kept_a_change_or_two_together_out():
    once = {"a": 70.0, "b": 40.0, "c": 120.0, "d": 10.0}
    result = found_under(Forbidding("bd"), {"a": 10, "b": 9, "c": 8, "d": 2}, once)

    assert result.recommended == ("a:x", "d:x")
    told = {each.redesigns: each for each in stopped_together(result)}
    assert list(told) == [("b:x", "d:x"), ("a:x", "b:x"), ("c:x",)]
    assert told["a:x", "b:x"].guard == "budget-limit"
    assert told["a:x", "b:x"].reason == "It costs 110 once; organization_context allows 100."
    assert told["c:x",].forgone is not None
    assert told["c:x",].forgone.difference.mean == pytest.approx(-8, abs=0.3)


@pytest.mark.parametrize("breaks_after", [100, 200])
def test_an_interrupted_search_tells_the_same_stops(breaks_after, monkeypatch):
    monkeypatch.setattr(journal, "EVERY", 20_000.0)
    table, kept = {"a": 10, "b": 9, "c": 8, "d": 2}, list[bytes]()
    whole = stopped_together(found_under(Forbidding("abc", "cd"), table))
    with journal.resuming(journal.Journal(kept.append)), pytest.raises(InterruptedError):
        found_under(Forbidding("abc", "cd"), table, breaks_after=breaks_after)
    with journal.resuming(journal.Journal(kept.append, kept[-1])):
        resumed = stopped_together(found_under(Forbidding("abc", "cd"), table))

    assert [each.redesigns for each in whole] == [("a:x", "b:x", "c:x"), ("c:x", "d:x")]
    assert resumed == whole


def test_two_changes_that_break_a_guard_together_are_never_recommended_together():
    table = {"a": 10, "b": 9, "c": 5}
    assert found_under(Forbidding(), table).recommended == ("a:x", "b:x", "c:x")
    result = found_under(Forbidding("ab"), table)

    assert result.recommended == ("a:x", "c:x")
    with pytest.raises(CannotRunError, match="No"):
        result.proof.experiments.pool.model_of(("a:x", "b:x"))


def test_the_stopped_set_is_told_with_what_it_would_have_brought():
    result = found_under(Forbidding("ab", "cd"), {"a": 10, "b": 9, "c": 5, "d": 0})
    [told] = stopped_together(result)

    assert told.redesigns == ("a:x", "b:x")
    assert told.forgone is not None
    assert told.forgone.difference.mean == pytest.approx(-19, abs=0.3)


def test_three_changes_that_break_a_guard_only_together_are_found_out_and_told():
    result = found_under(Forbidding("abc"), {"a": 10, "b": 9, "c": 8, "d": 2})

    assert result.recommended == ("a:x", "b:x", "d:x")
    assert [each.redesigns for each in stopped_together(result)] == [("a:x", "b:x", "c:x")]


FAMILIES = st.lists(st.text("abcde", min_size=2, max_size=3), min_size=1, max_size=3).map(
    lambda families: [names for names in families if len(set(names)) > 1]
)


@given(FAMILIES, st.lists(st.integers(1, 12), min_size=5, max_size=5))
def test_no_set_that_a_guard_stops_is_simulated_recommended_or_on_the_front(families, worth):
    forbidding = Forbidding(*families)
    result = found_under(forbidding, dict(zip("abcde", map(float, worth), strict=True)))

    assert not forbidding.breaks(result.recommended)
    assert not any(map(forbidding.breaks, result.explored.shown))
    points = front(result.proof, result.explored, result.recommended)
    assert not any(forbidding.breaks(one.redesigns) for one in points)
