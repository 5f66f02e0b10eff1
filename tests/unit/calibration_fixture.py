"""Facts and workflows that tests of the optimization agent start from."""

from array import array
from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np

from common.model.assessment import Assessment
from common.model.event_arrays import packed
from common.model.facts import (
    ActivityFacts,
    CaseShare,
    Distribution,
    Facts,
    Transition,
    Variant,
)
from common.model.figure import Figure, Provenance
from common.model.workflow import Activity, Flow, Role, Workflow

MONDAY_S = 1_693_785_600.0  # 2023-09-04 in UTC
NOTHING_FOUND = Assessment(
    inefficiency_score=5, optimization_potential=0.5, parts=(), formula="none", quality_score=1
)


def stated(value, unit="h"):
    return Figure(value=value, unit=unit, provenance=Provenance.STATED, origin="said so")


def distribution(sample):
    values = np.asarray(sample, dtype=float)
    median, p90, p95 = np.quantile(values, [0.5, 0.9, 0.95])
    return Distribution(
        n=values.size, mean_h=values.mean(), std_h=values.std(), min_h=values.min(),
        median_h=median, p90_h=p90, p95_h=p95, max_h=values.max(),
    )  # fmt: skip


def facts_of(cases, roles=None, cases_per_week=20.0):
    """Facts of cases given as [(activity, hours since the one before), …]; at most 200 a flow."""
    ways, elapsed, ends = defaultdict(list), defaultdict(list), Counter()
    executions, touched = Counter(), Counter()
    for case in cases:
        names = tuple(name for name, _ in case)
        ways[names].append(sum(hours for _, hours in case[1:]))
        ends["start", names[0]] += 1
        ends[names[-1], "end"] += 1
        executions.update(names)
        touched.update(set(names))
        for (source, _), (target, hours) in pairwise(case):
            elapsed[source, target].append(hours)
    between = [
        Transition(
            source=s, target=t, count=len(hours), elapsed=distribution(hours),
            elapsed_strata_h=tuple(sorted(hours)),
        )
        for (s, t), hours in sorted(elapsed.items())
    ]  # fmt: skip
    at_ends = [Transition(source=s, target=t, count=n) for (s, t), n in sorted(ends.items())]
    by_frequency = sorted(ways.items(), key=lambda way: (-len(way[1]), way[0]))
    rejecting = {name: n for name, n in sorted(executions.items()) if "reject" in name}
    rejected = sum(any("reject" in name for name, _ in case) for case in cases)
    reworked = sum(len({name for name, _ in case}) < len(case) for case in cases)
    return Facts(
        source="event_log",
        provenance=Provenance.MEASURED,
        cases=len(cases),
        events=executions.total(),
        activity_count=len(executions),
        variant_count=len(ways),
        cases_per_week=Figure(
            value=cases_per_week, unit="per_week", provenance=Provenance.MEASURED, origin="counted"
        ),
        cycle_time=distribution([hours for way in ways.values() for hours in way]),
        variants=tuple(
            Variant(
                activities=names, cases=len(hours), share=len(hours) / len(cases),
                cycle_time=distribution(hours),
            )
            for names, hours in by_frequency[:50]
        ),
        transitions=(*between, *at_ends),
        activities=tuple(
            ActivityFacts(
                activity=name, name=name, executions=n, cases=touched[name],
                repeated=n - touched[name], roles={roles[name]: n} if roles else {},
            )
            for name, n in sorted(executions.items())
        ),
        rework=CaseShare(cases=reworked, share=reworked / len(cases), events=0),
        rejections=CaseShare(
            cases=rejected, share=rejected / len(cases), events=sum(rejecting.values()),
            by_activity=rejecting,
        ),
    )  # fmt: skip


def workflow_of(facts):
    activities = tuple(Activity(id=a.activity, name=a.name) for a in facts.activities)
    return Workflow(name="log", activities=activities, flows=())


CLAIM_ROLES = {
    "submit": "employee",
    "approve by team": "team",
    "approve by head": "head",
    "reject by team": "team",
    "reject by head": "head",
    "transfer money": "bank",
}


def claims(seed=1, cases=150):
    """Cases of a small claims process: two approvals, a tenth rejected, a long-tailed transfer."""
    random = np.random.default_rng(seed)

    def hours(mean):
        return float(random.exponential(mean))

    made = []
    for _ in range(cases):
        case = [("submit", 0.0)]
        if random.random() < 0.2:
            case += [("reject by team", hours(20)), ("submit", hours(40))]
        case += [("approve by team", hours(24)), ("approve by head", hours(30))]
        case += [("transfer money", float(random.lognormal(3, 1.2)))]
        made.append(case)
    return made


def travel(rejection=0.2, headcounts=None, **times):
    """A stated workflow: submit, two approvals, booking; ``times``: activity=(work, wait)."""
    given = {
        "submit": (0.5, 0.0),
        "check": (0.5, 48.0),
        "approve": (0.5, 72.0),
        "book": (1.0, 12.0),
    }
    given |= times
    roles = {"submit": "employee", "check": "manager", "approve": "director", "book": "office"}
    headcounts = headcounts or {}
    activities = tuple(
        Activity(
            id=name,
            name=f"{name.capitalize()} the request",
            role=roles[name],
            processing_h=None if work is None else stated(work),
            waiting_h=None if wait is None else stated(wait),
            rejection_share=stated(rejection, "share") if name == "check" and rejection else None,
        )
        for name, (work, wait) in given.items()
    )
    ids = list(given)
    flows = zip(["start", *ids], [*ids, "end"], strict=True)
    return Workflow(
        name="Travel",
        activities=activities,
        flows=tuple(Flow(source=source, target=target) for source, target in flows),
        roles=tuple(
            Role(
                id=role,
                name=role,
                headcount=stated(headcounts[role], "count") if role in headcounts else None,
                cost_per_h=stated(50.0, "money_per_h"),
            )
            for role in roles.values()
        ),
    )


def stated_facts_of(workflow, **fields):
    return Facts(
        source="stated",
        provenance=Provenance.STATED,
        activity_count=len(workflow.activities),
        **fields,
    )


def events_of_cases(cases, roles=None, cases_per_week=20.0):
    """The events of cases given as for ``facts_of``, completions only."""
    names = sorted({name for case in cases for name, _ in case})
    groups = sorted(set(roles.values())) if roles else []
    columns = {name: array("q") for name in ("case", "activity", "role")} | {"end_s": array("d")}
    for number, case in enumerate(cases):
        apart = 7 * 86_400 / cases_per_week
        at = MONDAY_S + apart * (number + 0.618034 * number % 1)  # at any hour of the week
        for name, hours in case:
            at += 3600.0 * hours
            columns["case"].append(number)
            columns["activity"].append(names.index(name))
            columns["role"].append(groups.index(roles[name]) if roles else -1)
            columns["end_s"].append(at)
    return packed(columns, {"activities": names, "resources": [], "roles": groups})
