"""Runs of processes with teams, queues, calendars, batches and returns.

Pure Python: no code of the product simulates here.
"""

import heapq
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random
from typing import Literal

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
    takes: Literal["oldest", "newest"] = "oldest"  # of what is ready for it


@dataclass(frozen=True)
class Task:
    """A step: gamma-distributed work, what it waits for, and where cases go from it."""

    name: str
    team: str | None  # None: nobody, time passes
    work_h: float = 0.3
    delay_h: float = 0.0  # exponential, before it is ready
    delayed_from_case: int = 0  # earlier cases are not delayed
    batch_at_h: float | None = None  # hour of the week at which all that is there is released
    routes: tuple[tuple[str | None, float], ...] = ()  # target (None: the end) and probability


@dataclass(frozen=True)
class Plant:
    """An inefficiency, where it sits, which rules should see it and which may follow from it."""

    kind: str
    where: frozenset[str]  # names of steps or teams; empty: the whole process
    seen_by: frozenset[str]
    follows: frozenset[str] = frozenset()
    cause: str | None = None  # of the waiting, as the rules name it


@dataclass(frozen=True)
class Process:
    """A process, its volume, and what was planted."""

    tasks: tuple[Task, ...]
    teams: tuple[Team, ...]
    interarrival_h: float  # of office hours
    plants: tuple[Plant, ...] = ()
    has_start_times: bool = True
    cases: int = CASES

    def task(self, name: str) -> Task:
        """Return the task of this name."""
        return next(task for task in self.tasks if task.name == name)

    def with_task(self, task: Task) -> "Process":
        """Return the process with this task instead of the one of the same name."""
        return replace(self, tasks=tuple(task if t.name == task.name else t for t in self.tasks))


def generated_log(process: Process, seed: int) -> pl.DataFrame:
    """Return the canonical log of a run from an empty start."""
    rows = sorted(_Run(process, Random(seed)).rows(process.cases))  # noqa: S311 (no secret)
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
        delayed = task.delay_h and case >= task.delayed_from_case
        ready = now + (self.random.expovariate(1 / task.delay_h) if delayed else 0.0)
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
        queue = self.queues[team]
        case, step, task = queue.popleft() if self.teams[team].takes == "oldest" else queue.pop()
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
