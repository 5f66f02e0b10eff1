"""Small models for the simulation engine, and what happened in a run of one."""

import importlib.util
import sys
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType

from common.model.staffing import Calendar, Shift
from functions.optimization.simulation.engine import kernel
from functions.optimization.simulation.engine.compilation import Rule, compile_model
from functions.optimization.simulation.engine.distribution import Distribution, fixed
from functions.optimization.simulation.engine.model import (
    Activity,
    Arrivals,
    Flow,
    Model,
    Performer,
)
from functions.optimization.simulation.engine.run import Executions, Length, Runner


@dataclass(frozen=True)
class Execution:
    case: int
    activity: str
    resource: str
    enabled: float
    begins: float
    ends: float


def happened(model: Model, cases: int | None = None, rule: Rule = "earliest") -> list[Execution]:
    """Return the executions of a run in the order of their starts' decisions."""
    compiled = compile_model(model, rule)
    parts: list[Executions] = []
    Runner(compiled).replication(1, 0, Length(cases), on_log=parts.append)
    names, people = compiled.graph.names, [*compiled.resources, ""]
    return [
        Execution(int(case), names[node], people[resource], float(e), float(b), float(f))
        for part in parts
        for case, node, resource, e, b, f in zip(
            part.case,
            part.node,
            part.resource,
            part.enabled_s,
            part.begins_s,
            part.ends_s,
            strict=True,
        )
    ]


def starts(model: Model, **more: int) -> list[tuple[int, str, float]]:
    """Return case, activity and start of every execution."""
    return [(one.case, one.activity, one.begins) for one in happened(model, **more)]


def at(*seconds: float) -> Arrivals:
    return Arrivals(at_s=seconds)


def chain(*names: str) -> tuple[Flow, ...]:
    return tuple(Flow(a, b) for a, b in pairwise(names))


def work(name: str, seconds: float | Distribution, *people: str, **more: object) -> Activity:
    """Return an activity of fixed or given duration that each of these people can do."""
    duration = seconds if isinstance(seconds, Distribution) else fixed(seconds)
    return Activity(name, duration, tuple(Performer(name) for name in people), **more)


def daily(name: str, begins_h: float, ends_h: float, **more: object) -> Calendar:
    """Return a calendar with the same shift on every day."""
    return Calendar(
        id=name,
        shifts=tuple(
            Shift(weekday=day, begins_s=begins_h * 3600, ends_s=ends_h * 3600) for day in range(7)
        ),
        **more,
    )


HOUR = 3600.0
ONE = chain("start", "a", "end")
NIGHT_AND_DAY = (daily("day", 8, 16), daily("night", 16, 24))


def seconds(outcome, metric: str) -> float:
    return float(outcome.process[metric][0]) * HOUR


@lru_cache
def uncompiled() -> ModuleType:
    """Return the kernel's source as a module that is not compiled."""
    name = "engine_kernel_as_it_is_written"
    path = Path(kernel.__file__).with_name("kernel.py")
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
