"""The process under judgement, and how one observation of it is written down."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from common.language import say, spoken
from common.model.assessment import Place
from common.model.facts import ActivityFacts, Facts, Transition
from common.model.figure import WEEKS_PER_YEAR, Figure, Provenance
from common.model.workflow import END, START, Activity, Workflow
from functions.analysis.mining.stated import visits
from functions.analysis.mining.words import is_nobody, waits_for_outside

WHOLE = Place()  # the whole process
WALL_CLOCK = "wall-clock time"
GIVEN_CLOCK = "working time (calendar given)"
INFERRED_CLOCK = "working time (calendar inferred from the log)"
CLOCKS = (WALL_CLOCK, GIVEN_CLOCK, INFERRED_CLOCK)  # said by the finding


@dataclass(frozen=True)
class Observation:
    """One value of a metric at one place, and what a reader must know about it."""

    where: Place
    value: float
    provenance: Provenance
    sample: int | None = None
    affected_share: float | None = None  # of the cases
    at_stake_h: float | None = None  # mean per case, over all cases
    words: Mapping[str, str] = field(default_factory=dict)  # fill the statement of a rule
    at_stake_rule: str = ""  # how the hours follow from what was stated
    work_share: float | None = None  # of all work: in vain, or done again


@dataclass(frozen=True)
class Subject:
    """What is known about a process."""

    facts: Facts
    workflow: Workflow
    assumed_rate_per_h: Figure | None = None  # in EUR, where the workflow states none

    @cached_property
    def _stated(self) -> dict[str, Activity]:
        return {each.id: each for each in self.workflow.activities}

    @cached_property
    def _roles(self) -> dict[str, str]:
        return {each.id: each.name for each in self.workflow.roles}

    @cached_property
    def activities(self) -> dict[str, ActivityFacts]:
        """Return the measured activities by id."""
        return {each.activity: each for each in self.facts.activities}

    def name(self, activity: str) -> str:
        """Return the activity's name."""
        stated = self._stated.get(activity)
        return stated.name if stated else activity

    def role_name(self, role: str) -> str:
        """Return the role's name."""
        return self._roles.get(role, role)

    def role_of(self, activity: str) -> str | None:
        """Return the name of the role that mostly does the activity; None where nobody is named."""
        role: str | None = None
        if activity in self.activities and self.activities[activity].roles:
            roles = self.activities[activity].roles
            role = min(roles, key=lambda each: (-roles[each], each))
        elif activity in self._stated:
            role = self._stated[activity].role
        name = self.role_name(role) if role else None
        return None if name is None or is_nobody(name) else name

    def is_outside(self, activity: str) -> bool:
        """Tell whether the process waits here for what nobody in it can hurry.

        That is its customer, its employee or a journey, and what a model says is a wait.
        """
        if activity in self._stated and self._stated[activity].kind == "wait":
            return True
        return waits_for_outside(self.name(activity), self.role_of(activity))

    @cached_property
    def visits(self) -> dict[str, float]:
        """Return the expected executions per case along the workflow's flows."""
        return visits(self.workflow)

    @cached_property
    def between(self) -> tuple[Transition, ...]:
        """Return the transitions within cases, without the ends."""
        return tuple(t for t in self.facts.transitions if t.source != START and t.target != END)

    @property
    def period(self) -> str:
        """Return when the figures were taken, for the end of a sentence."""
        if self.facts.first_at and self.facts.last_at:
            return say(
                "between {first} and {last}",
                first=date(self.facts.first_at),
                last=date(self.facts.last_at),
            )
        return say("as stated")

    @property
    def cycle_mean_h(self) -> float | None:
        """Return the mean cycle time, measured or stated; None where unknown or zero."""
        if self.facts.cycle_time:
            return self.facts.cycle_time.mean_h or None
        stated = self.facts.stated_cycle_time
        return stated.value if stated and stated.value > 0 else None

    def cycle_working(self) -> tuple[float | None, str]:
        """Return the mean cycle time in working time, or by the wall clock, and which it is."""
        working = self.facts.working_time
        if working is not None and working.cycle_time.mean_h > 0:
            return working.cycle_time.mean_h, self.clock
        return self.cycle_mean_h, WALL_CLOCK

    @property
    def caveat(self) -> str:
        """Return what a time between two steps holds besides waiting."""
        if self.facts.has_start_times:
            return ""
        return say("; the log has no start times, so this holds work as well as waiting")

    @property
    def clock(self) -> str:
        """Return in which hours times are counted where a calendar matters."""
        working = self.facts.working_time
        if working is None:
            return WALL_CLOCK
        if working.provenance is Provenance.STATED:
            return GIVEN_CLOCK
        return INFERRED_CLOCK

    @property
    def cases_per_year(self) -> float | None:
        """Return the number of cases per year."""
        weekly = self.facts.cases_per_week
        return finite(weekly.value * WEEKS_PER_YEAR) if weekly else None

    def figure(self, name: str, **about: str) -> list[Observation]:
        """Return a figure of the facts as an observation of the whole process, if it is known."""
        figure = self.facts.figures.get(name)
        if figure is None:
            return []
        sample = self.facts.cases if figure.provenance is Provenance.MEASURED else None
        return [Observation(WHOLE, figure.value, figure.provenance, sample, words=about)]


def finite(value: float | None) -> float | None:
    """Return the value, or None where huge stated figures made it endless."""
    return value if value is not None and math.isfinite(value) else None


def date(at: datetime) -> str:
    """Return a day for a sentence."""
    return f"{at:%d.%m.%Y}" if spoken() == "de" else f"{at:%Y-%m-%d}"
