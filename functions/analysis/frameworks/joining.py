"""One cause, one finding: what several rules say about the same cause is joined.

The main finding is the one that says what to do; the others become its views. Nothing is lost:
a view keeps its rule, framework, severity and statement, and the finding takes the severest of
them. What rests on words only is left as it is.
"""

from collections.abc import Callable, Iterable, Sequence

from common.model.assessment import Finding, View
from common.model.figure import Figure
from functions.analysis.frameworks.findings import ORDER, by_stake
from functions.analysis.frameworks.subject import Subject

# Most telling first: why cases wait comes before that they wait.
CAUSES = (
    "lean-inventory-batches",
    "lean-inventory-timetable",
    "lean-waiting-contention",
    "lean-waiting-prioritisation",
    "lean-waiting-unavailability",
)
RESTS = (
    *CAUSES,
    "lean-waiting-activity",
    "lean-waiting-transition",
    "constraints-longest-queue",
    "lean-waiting-extraneous",
)
LOAD = (
    "lean-flow-takt",
    "operating-model-overloaded",
    "operating-model-unbalanced",
    "operating-model-one-role",
)
TAIL = ("agile-long-tail", "agile-unpredictable")
APPROVALS = ("lean-overprocessing-approvals", "operating-model-approval-layers")
LATE = ("lean-overproduction-knock-out", "lean-overproduction-turned-down", "agile-late-feedback")
RETURNS = ("lean-defects-rejection", "lean-defects-rejecting-step")
LOOPS = ("lean-defects-rework", "lean-overprocessing-repeated-approvals")
YIELDS = (
    "operating-model-first-pass-yield",
    "operating-model-rolled-yield",
    "lean-perfection-sigma",
)
SAME_CASES = 1.15  # ours: rework in hardly more cases than are sent back is that of the returns


def joined(subject: Subject, found: Sequence[Finding]) -> list[Finding]:
    """Return the findings, each cause once, by what is at stake."""
    left = [each for each in found if each.evidence[0].quote is None]
    groups: list[list[Finding]] = []
    for gather in (_rests, _outside, _loops, _of(TAIL), _of(APPROVALS), _of(LATE), _loads):
        groups += gather(subject, left)
    main = {group[0].id: group for group in groups}
    seconds = {each.id for group in groups for each in group[1:]}
    once = [
        _with_views(each, main[each.id][1:]) if each.id in main else each
        for each in found
        if each.id not in seconds
    ]
    return sorted(once, key=by_stake)


def _with_views(main: Finding, others: Sequence[Finding]) -> Finding:
    """Return the main finding with all that the others add."""
    evidence = [*main.evidence]
    for each in others:
        evidence += [item for item in each.evidence if item not in evidence]
    remedies = list(main.remedies)
    if main.rule not in CAUSES:  # where the cause is known, only what acts on it
        for each in others:
            remedies += [name for name in each.remedies if name not in remedies]
    views = tuple(
        View(
            rule=each.rule,
            framework=each.framework,
            principle=each.principle,
            severity=each.severity,
            statement=each.statement,
        )
        for each in others
    )
    return main.model_copy(
        update={
            "severity": max((main, *others), key=lambda each: ORDER[each.severity]).severity,
            "evidence": tuple(evidence),
            "remedies": tuple(remedies),
            "time_at_stake_h_per_year": _most(
                each.time_at_stake_h_per_year for each in (main, *others)
            ),
            "time_at_stake_share": max(
                (
                    e.time_at_stake_share
                    for e in (main, *others)
                    if e.time_at_stake_share is not None
                ),
                default=None,
            ),
            "cost_at_stake_per_year": _most(
                each.cost_at_stake_per_year for each in (main, *others)
            ),
            "views": views,
        }
    )


def _most(figures: Iterable[Figure | None]) -> Figure | None:
    known = [each for each in figures if each is not None]
    return max(known, key=lambda each: each.value, default=None)


Gather = Callable[[Subject, list[Finding]], list[list[Finding]]]


def _of(rules: Sequence[str]) -> Gather:
    """Return what gathers the findings of these rules, wherever they are, as one cause."""

    def gathered(_: Subject, found: list[Finding]) -> list[list[Finding]]:
        group = [each for rule in rules for each in found if each.rule == rule]
        return [group] if len(group) > 1 else []

    return gathered


def _rests(subject: Subject, found: list[Finding]) -> list[list[Finding]]:
    """Gather what is said about waiting before one step, or of the role that does it."""
    rank = {rule: number for number, rule in enumerate(RESTS)}
    groups: list[list[Finding]] = []
    rests = [each for each in found if each.rule in rank]
    for step in dict.fromkeys(step for each in rests if (step := _step(each)) is not None):
        here = [each for each in rests if _step(each) == step]
        causes = [each for each in here if each.rule in CAUSES]
        if causes:
            # Of several causes the one that holds most of the wait says what to do.
            first = max(causes, key=lambda each: (_value(each), -rank[each.rule]))
            rest = sorted(
                (each for each in here if each is not first), key=lambda each: rank[each.rule]
            )
            groups.append([first, *rest])
        else:
            for place in dict.fromkeys(each.where for each in here):
                same = [each for each in here if each.where == place]
                groups.append(sorted(same, key=lambda each: rank[each.rule]))
    for each in found:
        if each.rule == "operating-model-interface":
            role = subject.role_name(each.where.role or "")
            same_role = (g for g in groups if subject.role_of(_step(g[0]) or "") == role)
            group = next(same_role, None)
            if group is not None:
                group.append(each)
    return groups


def _outside(_: Subject, found: list[Finding]) -> list[list[Finding]]:
    """Gather the waits that end with the same step from outside, the longest first."""
    waits = [each for each in found if each.rule == "lean-waiting-outside"]
    waits.sort(key=lambda each: (-_value(each), each.id))
    steps = dict.fromkeys(_step(each) for each in waits)
    return [[each for each in waits if _step(each) == step] for step in steps]


def _loops(_: Subject, found: list[Finding]) -> list[list[Finding]]:
    """Gather what is said about cases that go through steps again."""
    by_rule = {rule: [each for each in found if each.rule == rule]
               for rule in (*RETURNS, *LOOPS, *YIELDS)}  # fmt: skip
    returns = [each for rule in RETURNS for each in by_rule[rule]]
    loops = [each for rule in LOOPS for each in by_rule[rule]]
    rejection = by_rule[RETURNS[0]]
    same = rejection and all(
        _value(each) <= SAME_CASES * _value(rejection[0]) for each in by_rule[LOOPS[0]]
    )
    groups = [[*returns, *loops]] if same else [returns, loops]
    groups = [group for group in groups if group]
    yields = [each for rule in YIELDS for each in by_rule[rule]]
    if groups:
        groups[0] += yields
    elif yields:
        groups.append(yields)
    return groups


def _loads(subject: Subject, found: list[Finding]) -> list[list[Finding]]:
    """Gather what is said about the load of one role."""
    loads = [each for rule in LOAD for each in found if each.rule == rule]
    roles = dict.fromkeys(each.where.role for each in loads)
    return [[each for each in loads if each.where.role == role] for role in roles]


def _step(finding: Finding) -> str | None:
    return finding.where.flow[1] if finding.where.flow else finding.where.activity


def _value(finding: Finding) -> float:
    return finding.evidence[0].value or 0.0
