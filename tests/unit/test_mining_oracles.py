"""functions/analysis/mining: facts of small random logs against plain, slow computations."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.workflow import Activity, Workflow
from functions.analysis.mining.facts import measured_facts

AT = pl.Datetime("us", "UTC")
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
NAMES = ("Submit", "Approve claim", "Reject claim", "Receive goods")
PEOPLE = {"Ada": "Clerk", "Ben": "Clerk", "Cid": "Head"}
WORKFLOW = Workflow(name="w", activities=tuple(Activity(id=n, name=n) for n in NAMES), flows=())

events = st.tuples(
    st.sampled_from(NAMES),
    st.integers(0, 60),
    st.integers(1, 8),
    st.sampled_from(sorted(PEOPLE)),
)
logs = st.lists(
    st.lists(events, min_size=1, max_size=6, unique_by=lambda each: each[1]), min_size=1, max_size=6
)
quick = settings(max_examples=12, deadline=None)


def ordered(case: list) -> list:
    """Events as name, begin, end, who; by completion."""
    return sorted(
        ((name, end - length, end, who) for name, end, length, who in case),
        key=lambda each: each[2],
    )


def log_of(logged: list, order: list[int] | None = None) -> pl.DataFrame:
    rows = [
        (f"c{number}", name, MONDAY + timedelta(hours=begin), MONDAY + timedelta(hours=end), who,
         PEOPLE[who], f"kind {number % 2}")
        for number in order or range(len(logged))
        for name, begin, end, who in ordered(logged[number])
    ]  # fmt: skip
    schema = {"case_id": pl.String, "activity": pl.String, "start_at": AT, "complete_at": AT}
    texts = dict.fromkeys(["resource", "role", "case:kind"], pl.String)
    return pl.DataFrame(rows, schema=schema | texts, orient="row")


@quick
@given(logs)
def test_counts_how_cases_come_back_to_an_activity(logged):
    plain: dict[str, Counter] = {}
    for case in logged:
        names = [name for name, *_ in ordered(case)]
        for place, name in enumerate(names):
            if name in names[:place]:
                distance = names[place - 1 :: -1].index(name) + 1
                kind = {1: "self", 2: "short"}.get(distance, "long")
                plain.setdefault(name, Counter())[kind] += 1
    cases = Counter(
        name
        for case in logged
        for name, times in Counter(each[0] for each in case).items()
        if times > 1
    )

    found = measured_facts(log_of(logged), WORKFLOW).reworked
    assert {each.activity for each in found} == set(plain)
    for each in found:
        loops = {"self": each.self_loops, "short": each.short_loops, "long": each.long_loops}
        assert loops == {kind: plain[each.activity][kind] for kind in loops}
        assert each.cases == cases[each.activity]
        assert each.approval == (each.activity == "Approve claim")


@quick
@given(logs)
def test_counts_work_that_goes_to_a_role_and_straight_back(logged):
    plain: Counter = Counter()
    for case in logged:
        roles = [PEOPLE[who] for *_, who in ordered(case)]
        for one, other, again in zip(roles, roles[1:], roles[2:], strict=False):
            if one == again != other:
                plain[one, other] += 1

    found = measured_facts(log_of(logged), WORKFLOW).ping_pong
    assert {(each.role, each.other_role): each.count for each in found} == plain


@quick
@given(logs)
def test_counts_hand_offs_of_people_and_repeated_approvals(logged):
    handoffs = repeated = 0
    for case in logged:
        steps = ordered(case)
        handoffs += sum(one[3] != other[3] for one, other in pairwise(steps))
        repeated += [name for name, *_ in steps].count("Approve claim") > 1

    figures = measured_facts(log_of(logged), WORKFLOW).figures
    assert figures["resource_handoffs_per_case"].value == pytest.approx(handoffs / len(logged))
    assert figures["repeated_approval_share"].value == pytest.approx(repeated / len(logged))


@quick
@given(logs)
def test_counts_what_decisions_reject_send_back_and_knock_out(logged):
    decided = rejected = back = out = 0
    for case in logged:
        names = [name for name, *_ in ordered(case)]
        decided += sum(name.endswith("claim") for name in names)
        for place, name in enumerate(names):
            if name == "Reject claim":
                rejected += 1
                goes_on = any(other != name for other in names[place + 1 :])
                back += goes_on
                out += not goes_on and (place == 0 or names[place - 1] != name)

    found = measured_facts(log_of(logged), WORKFLOW).decisions
    if not rejected:
        assert all(each.rejected == 0 for each in found)
        return
    (claim,) = found
    assert (claim.decided, claim.rejected) == (decided, rejected)
    assert (claim.sent_back, claim.knocked_out) == (back, out)
    if claim.accepting:
        assert claim.rejected_share == pytest.approx(rejected / decided)
    else:
        assert claim.rejected_share is None


@quick
@given(logs)
def test_divides_cycle_time_hour_by_hour(logged):
    busy = external = waiting = 0
    for case in logged:
        steps = ordered(case)
        first, last = min(s[1] for s in steps), max(s[2] for s in steps)
        for hour in range(first, last):
            if any(begin <= hour < end for _, begin, end, _ in steps):
                busy += 1
                continue
            following = min((s for s in steps if s[1] > hour), key=lambda s: (s[1], s[2]))
            if following[0] == "Receive goods":
                external += 1
            else:
                waiting += 1

    parts = measured_facts(log_of(logged), WORKFLOW).time_parts
    assert parts.processing_h * len(logged) == pytest.approx(busy, abs=1e-6)
    assert parts.waiting_h * len(logged) == pytest.approx(waiting, abs=1e-6)
    assert parts.external_h * len(logged) == pytest.approx(external, abs=1e-6)


@quick
@given(logs)
def test_counts_the_hours_in_which_somebody_is_busy(logged):
    steps = [step for case in logged for step in ordered(case)]
    for each in measured_facts(log_of(logged), WORKFLOW).resources:
        mine = [(begin, end) for _, begin, end, who in steps if who == each.resource]
        hours = Counter(hour for begin, end in mine for hour in range(begin, end))
        several = sum(times > 1 for times in hours.values())
        span = max(end for _, end in mine) - min(begin for begin, _ in mine)

        assert each.executions == len(mine)
        assert each.busy_h == pytest.approx(len(hours))
        assert each.multitasking_share == pytest.approx(several / len(hours))
        assert each.available_h == pytest.approx(span)
        assert each.utilisation == pytest.approx(len(hours) / span)


@quick
@given(logs)
def test_counts_open_cases_hour_by_hour(logged):
    spans = [(min(s[1] for s in ordered(c)), max(s[2] for s in ordered(c))) for c in logged]
    flow = measured_facts(log_of(logged), WORKFLOW).flow
    first, length = min(begin for begin, _ in spans), flow.period_h

    assert sum(each.arrivals for each in flow.periods) == len(logged)
    assert sum(each.completions for each in flow.periods) == len(logged)
    for each, following in pairwise(flow.periods):
        assert following.begins_at - each.begins_at == timedelta(hours=length)
    for each in flow.periods:
        begin = (each.begins_at - MONDAY) / timedelta(hours=1)
        hours = [hour for b, e in spans for hour in range(b, e) if begin <= hour < begin + length]
        assert each.open_cases == pytest.approx(len(hours) / length, abs=1e-6)
        assert each.arrivals == sum(begin <= b < begin + length for b, _ in spans)
    assert flow.periods[0].begins_at <= MONDAY + timedelta(hours=first)


@quick
@given(logs)
def test_the_yield_of_all_steps_is_the_product_of_their_failures(logged):
    facts = measured_facts(log_of(logged), WORKFLOW)
    passed = 1.0
    for activity in NAMES:
        failed = 0
        for case in logged:
            names = [name for name, *_ in ordered(case)]
            back = activity == "Reject claim" and any(
                name == activity and any(other != activity for other in names[place + 1 :])
                for place, name in enumerate(names)
            )
            failed += names.count(activity) > 1 or back
        passed *= 1 - failed / len(logged)
        for each in facts.activities:
            if each.activity == activity:
                assert each.first_pass_yield == pytest.approx(1 - failed / each.cases)

    assert facts.figures["rolled_throughput_yield"].value == pytest.approx(passed)


@quick
@given(st.data())
def test_everything_is_the_same_whatever_the_order_of_the_cases(data):
    logged = data.draw(logs)
    order = data.draw(st.permutations(range(len(logged))))

    assert (
        measured_facts(log_of(logged, order), WORKFLOW).to_json()
        == measured_facts(log_of(logged), WORKFLOW).to_json()
    )


@quick
@given(logs)
def test_a_log_that_is_read_piece_by_piece_gives_the_same(logged):
    log = log_of(logged)

    assert measured_facts(log.lazy(), WORKFLOW).to_json() == measured_facts(log, WORKFLOW).to_json()
