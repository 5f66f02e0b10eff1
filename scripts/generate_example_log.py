"""Writes examples/purchase_requests.csv.gz: a year of purchase requests, simulated.

People work from 9 to 17 on weekdays and take requests first come, first served. What makes it
slow is built in: one director approves every large request, incomplete requests go back, and
payments go out once a week. The same seed gives the same file, byte for byte.
"""

import csv
import gzip
import heapq
import io
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

OUTPUT = Path(__file__).parents[1] / "examples" / "purchase_requests.csv.gz"
SEED = 20250106
CASES = 3000
FIRST_DAY = datetime(2025, 1, 6, tzinfo=UTC)  # a Monday
OPENS_S, CLOSES_S, DAY_S = 9 * 3600, 17 * 3600, 86_400
CASES_PER_DAY = 12
LARGE = 5000  # from this amount on, the director must approve
HEADER = "case_id,activity,start_time,end_time,resource,role,amount_eur,department"
STAFF = {
    "Purchasing clerk": ["Alva Berg", "Bo Carlsen", "Cem Demir"],
    "Department head": ["Dana Ek", "Emil Falk", "Femke Groot", "Gita Rao"],
    "Director": ["Hanna Ivarsson"],
    "Buyer": ["Ines Jansen", "Jonas Kuhn", "Kira Lund", "Liam Moss"],
    "Warehouse": ["Mona Novak", "Nils Oram"],
    "Accountant": ["Olga Petrov", "Pia Quist"],
    "Payment system": ["Payment run"],
}
DEPARTMENTS = ("Facilities", "IT", "Marketing", "Production", "Research")
# Role and mean minutes of work; submitting and completing is done by the requester.
WORK = {
    "Check request": ("Purchasing clerk", 25.0),
    "Approve request": ("Department head", 20.0),
    "Approve large request": ("Director", 140.0),
    "Reject request": ("Purchasing clerk", 10.0),
    "Order goods": ("Buyer", 50.0),
    "Receive goods": ("Warehouse", 15.0),
    "Check invoice": ("Accountant", 30.0),
    "Clarify invoice": ("Buyer", 35.0),
    "Pay invoice": ("Payment system", 1.0),
}


@dataclass
class Case:
    """A purchase request on its way."""

    number: int
    amount: float
    department: str
    returned: int = 0


@dataclass
class Pool:
    """People of one role, and the work that waits for them."""

    free: list[str]
    queue: deque[tuple[Case, str]] = field(default_factory=deque)


class Office:
    """An event-driven simulation; times are seconds since the first day."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - a simulation, no secret
        self.rows: list[tuple[int, int, int, list[str]]] = []
        self.pools = {role: Pool(sorted(people)) for role, people in STAFF.items()}
        self._events: list[tuple[int, int, Callable[[int], None]]] = []
        self._ordinal = 0

    def run(self, cases: int) -> None:
        """Simulate that many requests to their end."""
        now = 0
        for number in range(1, cases + 1):
            now = _worked(now, round(self.random.expovariate(CASES_PER_DAY) * 8 * 3600))
            amount = round(self.random.lognormvariate(7.9, 1.1), 2)
            case = Case(number, amount, self.random.choice(DEPARTMENTS))
            self._at(now, partial(self._request, case, "Submit request"))
        while self._events:
            time, _, act = heapq.heappop(self._events)
            act(time)

    def _at(self, time: int, act: Callable[[int], None]) -> None:
        self._ordinal += 1
        heapq.heappush(self._events, (time, self._ordinal, act))

    def _request(self, case: Case, activity: str, time: int) -> None:
        """The requester writes or completes the request."""
        end = _worked(time, round(self.random.uniform(5, 30) * 60))
        self._write(case, activity, time, end, f"{case.department} staff", "Requester")
        self._at(end, partial(self._arrive, case, "Check request"))

    def _arrive(self, case: Case, activity: str, time: int) -> None:
        pool = self.pools[WORK[activity][0]]
        pool.queue.append((case, activity))
        self._serve(pool, time)

    def _serve(self, pool: Pool, time: int) -> None:
        if not pool.free or not pool.queue:
            return
        case, activity = pool.queue.popleft()
        person = heapq.heappop(pool.free)
        role, minutes = WORK[activity]
        start = _working(time)
        spread = 1.0 if role == "Payment system" else self.random.gammavariate(4, 0.25)
        end = _worked(start, max(60, round(minutes * 60 * spread)))
        self._write(case, activity, start, end, person, role)
        self._at(end, partial(self._finish, case, activity, person))

    def _finish(self, case: Case, activity: str, person: str, time: int) -> None:
        pool = self.pools[WORK[activity][0]]
        heapq.heappush(pool.free, person)
        self._onward(case, activity, time)
        self._serve(pool, time)

    def _onward(self, case: Case, activity: str, time: int) -> None:
        """Send the case on: now, or after a wait that nobody here can shorten."""
        chance = self.random.random()
        if activity == "Check request" and chance < 0.18 and case.returned < 3:
            case.returned += 1
            later = _working(time + round(self.random.uniform(2, 70) * 3600))
            self._at(later, partial(self._request, case, "Complete request"))
            return
        following, wait_h = self._following(case, activity, chance)
        if following == "Pay invoice":
            self._at(_next_thursday(time), partial(self._arrive, case, following))
        elif following is not None:
            self._at(time + round(wait_h * 3600), partial(self._arrive, case, following))

    def _following(self, case: Case, activity: str, chance: float) -> tuple[str | None, float]:
        """The next activity, and the hours until the case gets there."""
        if activity == "Order goods":
            return "Receive goods", self.random.uniform(48, 240)
        if activity in {"Receive goods", "Clarify invoice"}:
            return "Check invoice", self.random.uniform(1, 48)
        if activity in {"Approve request", "Approve large request"} and chance < 0.06:
            return "Reject request", 0.0
        large = activity == "Approve request" and case.amount >= LARGE
        following = {
            "Check request": "Approve request",
            "Approve request": "Approve large request" if large else "Order goods",
            "Approve large request": "Order goods",
            "Check invoice": "Clarify invoice" if chance < 0.12 else "Pay invoice",
        }
        return following.get(activity), 0.0

    def _write(self, case: Case, activity: str, start: int, end: int, who: str, role: str) -> None:
        times = [_instant(start), _instant(end)]
        name = f"PR-{case.number:05d}"
        row = [name, activity, *times, who, role, f"{case.amount:.2f}", case.department]
        self.rows.append((end, start, len(self.rows), row))


def _working(time: int) -> int:
    """The same moment, or the next opening where nobody is at work."""
    day, second = divmod(time, DAY_S)
    if second >= CLOSES_S:
        day, second = day + 1, OPENS_S
    while day % 7 >= 5:
        day, second = day + 1, OPENS_S
    return day * DAY_S + max(second, OPENS_S)


def _worked(start: int, seconds: int) -> int:
    """When work of that length ends, with evenings and weekends in between."""
    time = _working(start)
    while seconds > (left := CLOSES_S - time % DAY_S):
        seconds -= left
        time = _working(time + left)
    return time + seconds


def _next_thursday(time: int) -> int:
    """Payments go out on Thursdays at ten."""
    day = time // DAY_S
    thursday = day + (3 - day) % 7
    run = thursday * DAY_S + 10 * 3600
    return run if run >= time else run + 7 * DAY_S


def _instant(time: int) -> str:
    return (FIRST_DAY + timedelta(seconds=time)).isoformat()


def log_bytes(seed: int = SEED, cases: int = CASES) -> bytes:
    """Return the compressed log; the same arguments give the same bytes."""
    office = Office(seed)
    office.run(cases)
    text = io.StringIO()
    text.write(HEADER + "\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows(row for *_, row in sorted(office.rows))
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, packed, mtime=0) as file:
        file.write(text.getvalue().encode())
    return packed.getvalue()


def main() -> None:
    """Write the example."""
    OUTPUT.write_bytes(log_bytes())
    print(f"wrote {OUTPUT.name}: {OUTPUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
