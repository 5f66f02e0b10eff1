"""Compare facts of the BPI Challenge 2020 logs with what reports on them have published.

    python -m validation_scripts.compare_with_published FOLDER

FOLDER holds the cleaned logs and facts.json, whose ``published_checks`` name each published figure
beside an independent recomputation. Figures in working time use a calendar of Monday to Friday, 8
to 18 h in Amsterdam, without or with the Dutch public holidays; a year is 365.25 days. Every
figure that facts cover is compared with the recomputation, to its last digit. Exits with 1 where
one differs. Not covered, and shown as such: how many cases do one activity so many times, and the
employee's rejections that do not just pass on somebody else's.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from common.model.artifact import Artifact
from common.model.facts import Facts, Transition
from common.model.staffing import Calendar, Shift
from common.model.submission import Submission
from common.model.workflow import Workflow
from functions.analysis.mining.facts import measured_facts
from functions.analysis.mining.holidays import public_holidays
from functions.input.reading.submission import read

LOGS = {
    "DD": "DomesticDeclarations",
    "PTC": "PrepaidTravelCost",
    "RFP": "RequestForPayment",
}
ZONE = "Europe/Amsterdam"
YEAR_H, DAY_H = 365.25 * 24, 24


class Compared(NamedTuple):
    """One published figure; ``here`` is None where facts do not cover it."""

    log: str
    what: str
    published: float
    recomputed: float
    here: float | None
    matches: bool  # the recomputation matches what was published

    @property
    def agrees(self) -> bool:
        """Tell whether ours is the recomputed figure, to its last digit."""
        digits = len(str(self.recomputed).partition(".")[2])
        return self.here is not None and abs(self.here - self.recomputed) <= 0.50001 * 10**-digits


class Source:
    """The facts of one log, of the whole or of the cases completed in a year."""

    def __init__(self, path: Path) -> None:
        file = Artifact(key=path.name, sha256="0" * 64, size_bytes=path.stat().st_size)
        reading = read(Submission(file=file, filename=path.name), path.read_bytes())
        if reading.log is None:
            raise SystemExit(f"{path} is not an event log")
        self._log, self._workflow = reading.log, reading.workflow
        self.names = {each.id: each.name for each in reading.workflow.activities}

    @cache  # noqa: B019 - three logs in one run
    def facts(self, holidays: bool = True, year: int | None = None) -> Facts:
        """Return the facts with the published calendar."""
        days = public_holidays("NL", range(2017, 2020)) if holidays else ()
        shifts = tuple(Shift(weekday=day, begins_s=8 * 3600, ends_s=18 * 3600) for day in range(5))
        calendar = Calendar(id="office", time_zone=ZONE, shifts=shifts, holidays=days)
        workflow: Workflow = self._workflow.model_copy(update={"calendars": (calendar,)})
        log = self._log
        if year is not None:
            last = pl.col("complete_at").max().over("case_id")
            log = log.filter(last.dt.year() == year)
        return measured_facts(log, workflow)

    def transition(self, facts: Facts, source: str, target: str) -> Transition:
        """Return the transition between two activities by name."""
        return next(
            each
            for each in facts.transitions
            if (self.names.get(each.source), self.names.get(each.target)) == (source, target)
        )

    def total_years(self, source: str, target: str, calendar: str) -> float:
        """Return all working time between two activities in years."""
        facts = self.facts(holidays="NL" in calendar)
        return (self.transition(facts, source, target).total_working_h or 0.0) / YEAR_H

    def mean_hours(self, source: str, target: str, year: str) -> float:
        """Return the mean working hours between two activities, of cases completed in a year."""
        elapsed = self.transition(
            self.facts(holidays=False, year=int(year)), source, target
        ).elapsed_working
        return elapsed.mean_h if elapsed else 0.0

    def rejections(self, role: str) -> float:
        """Return how often a role rejected."""
        decision = self._decision(role)
        return float(decision.rejected)

    def rejection_rate(self, role: str) -> float:
        """Return the percentage of a role's decisions that reject."""
        return 100 * (self._decision(role).rejected_share or 0.0)

    def never(self, verdict: str) -> float:
        """Return the cases without an activity of this verdict."""
        facts = self.facts()
        with_it = sum(each.cases for each in facts.activities if verdict in each.name)
        return float((facts.cases or 0) - with_it)

    def _decision(self, role: str) -> Any:
        name = f"declaration by {role.casefold()}"
        return next(each for each in self.facts().decisions if each.name == name)


RULES: tuple[tuple[str, Callable[..., float | None]], ...] = (
    (r"cases", lambda log: log.facts().cases),
    (r"events", lambda log: log.facts().events),
    (r"variants", lambda log: log.facts().variant_count),
    (r"activities", lambda log: log.facts().activity_count),
    (r"max trace length", lambda log: log.facts().figures["most_events_per_case"].value),
    (r"declaration rejections by (?!EMPLOYEE)(.+)", Source.rejections),
    (r"rejection rate % of (.+) \(.*", Source.rejection_rate),
    (r"cases never (\w+)", Source.never),
    (r"mean case duration days.*", lambda log: log.facts().cycle_time.mean_h / DAY_H),
    (r"median case duration days.*", lambda log: log.facts().cycle_time.median_h / DAY_H),
    (r"total working-time years (.+) -> (.+) \((.+)\)", Source.total_years),
    (r"mean working hours (.+) -> (.+), cases completed (\d+)", Source.mean_hours),
)


def compared(folder: Path) -> Iterator[Compared]:
    """Yield every published figure with ours."""
    checks = json.loads((folder / "facts.json").read_bytes())["published_checks"]
    sources = {short: Source(folder / f"{name}.xes.gz") for short, name in LOGS.items()}
    for each in checks:
        here = None
        for pattern, rule in RULES:
            found = re.fullmatch(pattern, each["what"])
            if found:
                here = rule(sources[each["log"]], *found.groups())
        yield Compared(
            each["log"], each["what"], each["published"], each["recomputed"], here, each["match"]
        )


def main(folder: str) -> int:
    rows = list(compared(Path(folder)))
    covered = [row for row in rows if row.here is not None]
    for row in rows:
        mark = "not covered" if row.here is None else "" if row.agrees else "<-- differs"
        here = "" if row.here is None else f"{row.here:12,.4f}"
        print(
            f"{row.log:4}{row.what:140} {row.published:12,.4f} {row.recomputed:12,.4f} "
            f"{here:>12} {mark}"
        )
    different = sum(not row.agrees for row in covered)
    published = sum(row.matches and row.agrees for row in covered)
    print(
        f"{len(covered)} of {len(rows)} figures covered, {different} different; "
        f"{published} of the {sum(row.matches for row in rows)} that match what was published"
    )
    return 1 if different else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    raise SystemExit(main(sys.argv[1]))
