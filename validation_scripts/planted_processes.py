"""Processes with inefficiencies that are known, because they were planted.

Each process is simulated on its own (queues, calendars, batches, returns), so that what the
analysis says can be compared with the truth. Pure Python: no code of the product simulates here.
"""

import heapq
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from random import Random

import polars as pl

from common.model.log_columns import ACTIVITY, CASE_ID, COMPLETE_AT, RESOURCE, ROLE, START_AT

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
OFFICE = tuple((day * 24.0 + 8, day * 24.0 + 17) for day in range(5))  # hours of the week
WEEK_H = 168.0
CASES = 400


@dataclass(frozen=True)
class Team:
    """Equal people with the same hours."""

    name: str
    people: int = 3
    hours: tuple[tuple[float, float], ...] = OFFICE


@dataclass(frozen=True)
class Task:
    """A step: gamma-distributed work, what it waits for, and where cases go from it."""

    name: str
    team: str | None  # None: nobody, time passes
    work_h: float = 0.3
    delay_h: float = 0.0  # exponential, before it is ready
    batch_at_h: float | None = None  # hour of the week at which all that is there is released
    routes: tuple[tuple[str | None, float], ...] = ()  # target (None: the end) and probability


@dataclass(frozen=True)
class Plant:
    """An inefficiency, where it sits, which rules should see it and which may follow from it."""

    kind: str
    where: frozenset[str]  # names of steps or teams; empty: the whole process
    seen_by: frozenset[str]
    follows: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Process:
    """A process, its volume, and what was planted."""

    tasks: tuple[Task, ...]
    teams: tuple[Team, ...]
    interarrival_h: float  # of office hours
    plants: tuple[Plant, ...] = ()
    has_start_times: bool = True

    def task(self, name: str) -> Task:
        """Return the task of this name."""
        return next(task for task in self.tasks if task.name == name)

    def with_task(self, task: Task) -> "Process":
        """Return the process with this task instead of the one of the same name."""
        return replace(self, tasks=tuple(task if t.name == task.name else t for t in self.tasks))

    def with_team(self, team: Team) -> "Process":
        """Return the process with this team instead of the one of the same name."""
        return replace(self, teams=tuple(team if t.name == team.name else t for t in self.teams))


def generated_log(process: Process, seed: int, cases: int = CASES) -> pl.DataFrame:
    """Return the canonical log of a run from an empty start."""
    rows = sorted(_Run(process, Random(seed)).rows(cases))  # noqa: S311 (no secret)
    log = pl.DataFrame(
        rows, schema=["end", "case", "step", "begin", "task", "team", "who"], orient="row"
    )
    at = pl.lit(MONDAY).cast(pl.Datetime("us", "UTC"))
    begun = pl.duration(microseconds=(pl.col("begin") * 3.6e9).round(0).cast(pl.Int64)) + at
    started = begun if process.has_start_times else pl.lit(None, pl.Datetime("us", "UTC"))
    return log.select(
        (pl.lit("case ") + pl.col("case").cast(pl.String)).alias(CASE_ID),
        pl.col("task").alias(ACTIVITY),
        started.alias(START_AT),
        (pl.duration(microseconds=(pl.col("end") * 3.6e9).round(0).cast(pl.Int64)) + at).alias(
            COMPLETE_AT
        ),
        pl.col("who").alias(RESOURCE),
        pl.col("team").alias(ROLE),
    )


Row = tuple[float, int, int, float, str, str | None, str | None]


@dataclass
class _Run:
    """One run: a heap of moments, and a queue per team."""

    process: Process
    random: Random
    moments: list[tuple[float, int, Callable[[float], None]]] = field(default_factory=list)
    serial: int = 0
    done: list[Row] = field(default_factory=list)

    def rows(self, cases: int) -> list[Row]:
        self.free = {t.name: list(range(t.people)) for t in self.process.teams}
        self.queues: dict[str, deque[tuple[int, int, Task]]] = {
            t.name: deque() for t in self.process.teams
        }
        self.teams: Mapping[str, Team] = {t.name: t for t in self.process.teams}
        self.tasks = {t.name: t for t in self.process.tasks}
        at = 0.0
        for case in range(cases):
            at = worked_until(at, self.random.expovariate(1 / self.process.interarrival_h), OFFICE)
            self._at(at, self._arrival(case))
        while self.moments:
            now, _, what = heapq.heappop(self.moments)
            what(now)
        return self.done

    def _arrival(self, case: int) -> Callable[[float], None]:
        return lambda now: self._enter(now, case, 0, self.process.tasks[0])

    def _at(self, at: float, what: Callable[[float], None]) -> None:
        self.serial += 1
        heapq.heappush(self.moments, (at, self.serial, what))

    def _enter(self, now: float, case: int, step: int, task: Task) -> None:
        ready = now + (self.random.expovariate(1 / task.delay_h) if task.delay_h else 0.0)
        if task.batch_at_h is not None:
            ready += (task.batch_at_h - ready) % WEEK_H
        if task.team is None:
            self._at(ready, lambda then: self._finish(then, then, case, step, task, None))
        else:
            team = task.team
            self._at(ready, lambda then: self._queue(then, case, step, task, team))

    def _queue(self, now: float, case: int, step: int, task: Task, team: str) -> None:
        self.queues[team].append((case, step, task))
        self._dispatch(now, team)

    def _dispatch(self, now: float, team: str) -> None:
        if not self.queues[team] or not self.free[team]:
            return
        opens = open_from(now, self.teams[team].hours)
        if opens > now + 1e-9:
            self._at(opens, lambda then: self._dispatch(then, team))
            return
        case, step, task = self.queues[team].popleft()
        who = self.free[team].pop(0)
        work = self.random.gammavariate(4, task.work_h / 4)
        ends = worked_until(now, work, self.teams[team].hours)

        def release(then: float) -> None:
            self.free[team].append(who)
            self._finish(then, now, case, step, task, f"{team} {who + 1}")
            self._dispatch(then, team)

        self._at(ends, release)
        self._dispatch(now, team)

    def _finish(
        self, now: float, begun: float, case: int, step: int, task: Task, who: str | None
    ) -> None:
        self.done.append((now, case, step, begun, task.name, task.team, who))
        target = self._next(task)
        if target is not None and step < 60:
            self._enter(now, case, step + 1, self.tasks[target])

    def _next(self, task: Task) -> str | None:
        draw, total = self.random.random(), 0.0
        for target, probability in task.routes:
            total += probability
            if draw < total:
                return target
        return None


def open_from(at: float, hours: tuple[tuple[float, float], ...]) -> float:
    """Return the first moment from ``at`` within the weekly hours."""
    week, within = at // WEEK_H * WEEK_H, at % WEEK_H
    for begin, end in hours:
        if within < end - 1e-9:
            return week + max(begin, within)
    return week + WEEK_H + hours[0][0]


def worked_until(at: float, work_h: float, hours: tuple[tuple[float, float], ...]) -> float:
    """Return when ``work_h`` of work is done that is begun at the first open moment."""
    while True:
        at = open_from(at, hours)
        left = next(end for _, end in hours if at % WEEK_H < end - 1e-9) - at % WEEK_H
        if work_h <= left:
            return at + work_h
        work_h -= left
        at += left


STEPS = ("Register request", "Check documents", "Assess request", "Calculate amount",
         "Prepare decision", "Send answer")  # fmt: skip
WAITING = {"lean-waiting-activity", "lean-waiting-transition", "constraints-longest-queue",
           "operating-model-interface", "lean-waiting-cause"}  # fmt: skip
SLOWNESS = {"lean-flow-efficiency", "agile-unpredictable", "agile-long-tail", *WAITING}


def healthy(random: Random) -> Process:
    """Return a process in which cases flow: low load, few teams, one approval, no returns."""
    names = STEPS[: random.randint(4, 6)]
    teams = ("Front office", "Back office")
    split = random.randint(2, len(names) - 1)
    tasks = [
        Task(
            name,
            teams[0] if at < split else teams[1],
            work_h=random.uniform(0.3, 0.8),
            routes=((names[at + 1], 1.0),) if at + 1 < len(names) else (),
        )
        for at, name in enumerate(names)
    ]
    interarrival_h = random.uniform(1.0, 2.0)
    work = {team: sum(t.work_h for t in tasks if t.team == team) for team in teams}
    people = {team: max(1, round(work[team] / interarrival_h / 0.5 + 0.5)) for team in teams}
    return Process(
        tuple(tasks),
        tuple(Team(team, people[team] + 1) for team in teams),
        interarrival_h,
        has_start_times=random.random() < 0.7,
    )


def _insert(process: Process, before: str, *new: Task) -> Process:
    """Return the process with a chain of tasks in front of one, or at the end."""
    chain = [replace(t, routes=((n.name, 1.0),)) for t, n in pairwise(new)]
    last = new[-1] if new[-1].routes else replace(new[-1], routes=((before, 1.0),))
    chain.append(last)
    tasks: list[Task] = []
    for task in process.tasks:
        if task.name == before:
            tasks += chain
        routes = tuple((new[0].name if t == before else t, p) for t, p in task.routes)
        tasks.append(replace(task, routes=routes))
    return replace(process, tasks=tuple(tasks))


def _plant(process: Process, plant: Plant) -> Process:
    return replace(process, plants=(*process.plants, plant))


def understaffed(process: Process, random: Random) -> Process:
    """One expert does a step of all cases, and is busy nearly all the time."""
    task = process.tasks[random.randint(1, len(process.tasks) - 1)]
    load = random.uniform(0.97, 1.1)
    expert = replace(task, team="Expert", work_h=process.interarrival_h * load)
    planted = replace(process.with_task(expert), teams=(*process.teams, Team("Expert", 1)))
    follows = frozenset(SLOWNESS | {"operating-model-one-role", "lean-inventory-growth"})
    seen = frozenset(WAITING)
    return _plant(planted, Plant("understaffed", frozenset({task.name, "Expert"}), seen, follows))


def batched(process: Process, random: Random) -> Process:
    """A step is only done once a week, for all that is there."""
    task = process.tasks[random.randint(1, len(process.tasks) - 1)]
    at = random.choice((2, 3, 4)) * 24.0 + 14
    planted = process.with_task(replace(task, batch_at_h=at))
    seen = frozenset(WAITING | {"lean-inventory-batches"})
    return _plant(
        planted,
        Plant("batched", frozenset({task.name, task.team or ""}), seen, frozenset(SLOWNESS)),
    )


def unavailable(process: Process, random: Random) -> Process:
    """A step is done by somebody who is there on one day of the week."""
    task = process.tasks[random.randint(1, len(process.tasks) - 1)]
    day = random.choice((1, 3))
    people = max(2, round(9 * task.work_h / process.interarrival_h / 2.5) + 2)
    visitor = Team("Visiting officer", people, ((day * 24.0 + 8, day * 24.0 + 17),))
    planted = replace(
        process.with_task(replace(task, team=visitor.name)), teams=(*process.teams, visitor)
    )
    where = frozenset({task.name, visitor.name})
    seen = frozenset(WAITING | {"lean-inventory-batches"})
    return _plant(planted, Plant("unavailable", where, seen, frozenset(SLOWNESS)))


def sent_back(process: Process, random: Random) -> Process:
    """A share of the cases is rejected and has to be registered again."""
    at = random.randint(1, len(process.tasks) - 2)
    check, first = process.tasks[at], process.tasks[0]
    share = random.uniform(0.15, 0.35)
    name = f"Request rejected by {(check.team or '').lower()}"
    rejection = Task(name, check.team, 0.1, routes=((first.name, 1.0),))
    onward = tuple((t, p * (1 - share)) for t, p in check.routes)
    routed = replace(check, routes=(*onward, (name, share)))
    planted = replace(
        process.with_task(routed), tasks=(*process.with_task(routed).tasks, rejection)
    )
    seen = frozenset({"lean-defects-rejection", "lean-defects-rejecting-step"})
    follows = frozenset(
        {"lean-defects-rework", "operating-model-first-pass-yield", "agile-late-feedback"}
    )
    return _plant(planted, Plant("sent_back", frozenset(), seen, follows | seen))


def reworked(process: Process, random: Random) -> Process:
    """A step has to be done again for a share of the cases."""
    task = process.tasks[random.randint(1, len(process.tasks) - 1)]
    share = random.uniform(0.15, 0.35)
    routes = task.routes or ((None, 1.0),)
    again = replace(task, routes=((task.name, share), *((t, p * (1 - share)) for t, p in routes)))
    seen = frozenset({"lean-defects-rework"})
    follows = frozenset({"operating-model-first-pass-yield"})
    return _plant(
        process.with_task(again), Plant("reworked", frozenset({task.name}), seen, follows)
    )


def over_approved(process: Process, random: Random) -> Process:
    """Four people approve what one could."""
    approvers = ("Team lead", "Head of department", "Controller", "Director")
    tasks = [Task(f"Approved by {who.lower()}", who, 0.1) for who in approvers]
    teams = tuple(Team(who, 1 + round(0.5 / process.interarrival_h)) for who in approvers)
    planted = _insert(process, process.tasks[-1].name, *tasks)
    seen = frozenset({"lean-overprocessing-approvals", "operating-model-approval-layers"})
    follows = frozenset({"lean-transportation-handoffs"}) | seen
    return _plant(
        replace(planted, teams=(*planted.teams, *teams)),
        Plant("over_approved", frozenset(), seen, follows),
    )


def passed_around(process: Process, random: Random) -> Process:
    """Seven teams in turn do a little of each case."""
    teams = tuple(Team(f"Team {letter}", 2) for letter in "ABCDEFG")
    tasks = [Task(f"Complete part {team.name[-1]}", team.name, 0.15) for team in teams]
    planted = _insert(process, process.tasks[-1].name, *tasks)
    seen = frozenset({"lean-transportation-handoffs"})
    return _plant(
        replace(planted, teams=(*planted.teams, *teams)),
        Plant("passed_around", frozenset(), seen, frozenset()),
    )


def turned_down_late(process: Process, random: Random) -> Process:
    """After all the work a share of the cases is declined."""
    last = process.tasks[-1]
    share = random.uniform(0.3, 0.5)
    declined = Task("Request declined", last.team, 0.1)
    routes = ((declined.name, share), (None, 1 - share))
    planted = replace(
        process.with_task(replace(last, routes=routes)),
        tasks=(*process.with_task(replace(last, routes=routes)).tasks, declined),
    )
    seen = frozenset({"lean-overproduction-turned-down", "agile-late-feedback"})
    follows = seen | {"operating-model-first-pass-yield", "lean-defects-rejecting-step"}
    return _plant(planted, Plant("turned_down_late", frozenset(), seen, follows))


def outside_wait(process: Process, random: Random) -> Process:
    """The customer takes days to hand in a document."""
    target = process.tasks[random.randint(1, len(process.tasks) - 1)].name
    days = random.uniform(4, 10)
    receipt = Task("Receive documents from customer", None, delay_h=24 * days)
    seen = frozenset({"lean-waiting-outside"})
    follows = frozenset({"lean-flow-efficiency", "agile-unpredictable", "agile-long-tail"})
    return _plant(
        _insert(process, target, receipt), Plant("outside_wait", frozenset(), seen, follows)
    )


def exceptional(process: Process, random: Random) -> Process:
    """A few cases need a clarification that takes weeks."""
    at = random.randint(1, len(process.tasks) - 2)
    task, following = process.tasks[at], process.tasks[at + 1].name
    share = random.uniform(0.06, 0.09)
    clarify = Task("Clarify exception", task.team, 0.5, delay_h=24 * 40, routes=((following, 1.0),))
    routed = replace(task, routes=((clarify.name, share), (following, 1 - share)))
    planted = replace(process.with_task(routed), tasks=(*process.with_task(routed).tasks, clarify))
    seen = frozenset({"agile-unpredictable", "agile-long-tail"})
    return _plant(
        planted, Plant("exceptional", frozenset({clarify.name}), seen, frozenset(SLOWNESS))
    )


PLANTS: tuple[Callable[[Process, Random], Process], ...] = (
    understaffed,
    batched,
    unavailable,
    sent_back,
    reworked,
    over_approved,
    passed_around,
    turned_down_late,
    outside_wait,
    exceptional,
)
TOGETHER = frozenset({understaffed, batched, unavailable})  # these hide one another: one at most


def planted_processes(count: int, seed: int = 1) -> Iterator[Process]:
    """Yield processes: every sixth is healthy, the others have one or two plants, in turn."""
    random = Random(seed)  # noqa: S311 (no secret)
    turn = 0
    for number in range(count):
        process = healthy(random)
        if number % 6:
            first = PLANTS[turn % len(PLANTS)]
            process = first(process, random)
            turn += 1
            second = random.choice(PLANTS)
            if random.random() < 0.4 and second is not first and not {first, second} <= TOGETHER:
                process = second(process, random)
        yield process
