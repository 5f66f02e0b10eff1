"""Logs whose waiting times have causes that are known, because each is made on purpose.

A case passes stations one after the other; each station has one resource of its own and one reason
to wait. Every moment of every wait is put down to the rule that held the case up at it.
"""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl

AT = pl.Datetime("us", "UTC")
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
OPENS_H, CLOSES_H = 8, 18


@dataclass(frozen=True)
class Station:
    name: str
    service_h: float
    batch_size: int = 1
    extraneous_h: float = 0.0
    urgent_share: float = 0.0
    office_hours: bool = False
    daily_at_h: float | None = None  # begins once a day, with whatever is there
    people: int = 1


@dataclass
class Job:
    case: int
    enabled: float
    ready: float  # the station may begin it from here on
    gathered: float  # its batch is complete
    urgent: bool
    group: int


def is_open(hour: float) -> bool:
    return hour // 24 % 7 < 5 and OPENS_H <= hour % 24 < CLOSES_H


def next_open(hour: float) -> float:
    while not is_open(hour):
        day = hour // 24 * 24
        hour = day + OPENS_H if hour % 24 < OPENS_H else day + 24 + OPENS_H
    return hour


def generated(
    stations: list[Station], cases: int, between_h: float, seed: int
) -> tuple[pl.DataFrame, dict[str, float]]:
    """Return the log and the true hours of waiting by cause."""
    random_ = random.Random(seed)  # noqa: S311 - no secret
    clock = 0.0
    arrivals = []
    for case in range(cases):
        clock += random_.expovariate(1 / between_h)
        arrivals.append((clock, case))
    rows = [(case, "Arrive", "Gate", at, at) for at, case in arrivals]
    truth: Counter = Counter()
    for station in stations:
        done = _pass(station, arrivals, random_, truth)
        rows += [(case, station.name, who, begin, end) for case, begin, end, who in done]
        arrivals = sorted((end, case) for case, _, end, _ in done)
    filled = [
        (f"c{case}", name, who, MONDAY + timedelta(hours=begin), MONDAY + timedelta(hours=end))
        for case, name, who, begin, end in sorted(rows, key=lambda row: (row[0], row[4]))
    ]
    schema = {"case_id": pl.String, "activity": pl.String, "resource": pl.String}
    log = pl.DataFrame(filled, schema=schema | {"start_at": AT, "complete_at": AT}, orient="row")
    return log, dict(truth)


def _jobs(station: Station, arrivals: list, random_: random.Random) -> list[Job]:
    jobs = []
    for number, (at, case) in enumerate(arrivals):
        delay = random_.expovariate(1 / station.extraneous_h) if station.extraneous_h else 0.0
        last = number // station.batch_size * station.batch_size + station.batch_size - 1
        gathered = arrivals[min(last, len(arrivals) - 1)][0]
        if station.daily_at_h is not None:
            gathered = at + (station.daily_at_h - at) % 24
        urgent = random_.random() < station.urgent_share
        group = number // station.batch_size
        jobs.append(Job(case, at, max(at + delay, gathered), gathered, urgent, group))
    return jobs


def _pass(station: Station, arrivals: list, random_: random.Random, truth: Counter) -> list:
    """Serve the jobs one after the other and put down why each waited."""
    waiting = sorted(_jobs(station, arrivals, random_), key=lambda job: job.ready)
    served: list[list[tuple[Job, float, float]]] = [[] for _ in range(station.people)]
    done = []
    free_at = [0.0] * station.people
    while waiting:
        who = min(range(station.people), key=free_at.__getitem__)
        now = max(free_at[who], waiting[0].ready)
        if station.office_hours:
            now = next_open(now)
        ready = [job for job in waiting if job.ready <= now]
        job = min(ready, key=lambda each: (not each.urgent, each.group, each.enabled))
        waiting.remove(job)
        length = random_.uniform(0.5, 1.5) * station.service_h
        if station.office_hours:  # what does not fit into the day is begun the next
            while not is_open(now + length):
                now = next_open(now // 24 * 24 + 24)
        _put_down(job, now, served[who], truth)
        served[who].append((job, now, now + length))
        done.append((job.case, now, now + length, f"{station.name} {who}"))
        free_at[who] = now + length
    return done


def _put_down(job: Job, begins: float, served: list, truth: Counter) -> None:
    truth["batching"] += min(job.gathered, begins) - job.enabled
    truth["extraneous"] += job.ready - max(job.gathered, job.enabled)
    left = begins - job.ready
    for other, begin, end in reversed(served):
        if end <= job.ready:
            break
        overlap = min(end, begins) - max(begin, job.ready)
        later = other.enabled > job.enabled
        truth["prioritisation" if later else "contention"] += overlap
        left -= overlap
    truth["unavailability"] += left
