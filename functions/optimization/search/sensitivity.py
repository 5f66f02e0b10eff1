"""How far the recommendation hangs on what nobody knows: swings, and where it would flip."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from common.model.assessment import Place
from common.model.figure import Figure, Provenance
from common.model.portfolio import Interval, Swing
from functions.optimization.calibration.as_is import Assumption
from functions.optimization.calibration.checks import unit_of
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.search.effects import GOAL, WORTHWHILE, Metrics, gain, interval
from functions.optimization.search.pool import Changes
from functions.optimization.search.proving import Proof
from functions.optimization.simulation.comparison import paired_difference

HALVINGS = 7  # the value is known to a hundredth of the range


@dataclass(frozen=True)
class _Question:
    """Sets of changes without and with what is asked about, for a value of the input."""

    input: str
    figure: Figure
    redesign: str | None
    at: Callable[[float], tuple[Changes, Changes, Changes]]  # process, rest, recommended


def swings(
    proof: Proof,
    recommended: Changes,
    assumptions: Mapping[str, Assumption],
    most: float,
    replications: int,
) -> tuple[Swing, ...]:
    """Return what all changes bring with each input at either end of its range, widest first.

    ``most``: activities that the search may have simulated by then; where they do not suffice for
    every input, the later ones by name are left out. Where a value flips the recommendation is
    sought by halving, with the same luck at every value.
    """
    if not recommended:
        return ()
    laboratory = replace(proof, replications=min(replications, proof.replications))
    asked = [
        *_of_changes(laboratory, recommended),
        *_of_process(laboratory, recommended, assumptions),
    ]
    found = []
    for question in asked:
        if proof.experiments.spent < most:
            swing = _swing(laboratory, question)
            found += [swing] if swing is not None else []
    return tuple(sorted(found, key=lambda each: (-_width(each), each.input, each.redesign or "")))


def _width(swing: Swing) -> float:
    return abs(swing.at_high.mean - swing.at_low.mean)


def _of_changes(proof: Proof, recommended: Changes) -> list[_Question]:
    """Return what is assumed by the changes themselves."""
    pool = proof.experiments.pool

    def question(each: str, name: str, figure: Figure) -> _Question:
        rest = tuple(other for other in recommended if other != each)

        def at(value: float) -> tuple[Changes, Changes, Changes]:
            changed = pool.proposals[each].with_value(name, value)
            under = pool.what_if(pool.origin[each], f"{each} {name}={value:.12g}", changed)
            return (), rest, tuple(sorted((*rest, under)))

        return _Question(name, figure, each, at)

    return [
        question(each, name, figure)
        for each in recommended
        for name, figure in sorted(pool.proposals[each].parameters.items())
        if _open(figure) and name not in pool.proposals[each].choices
    ]


def _of_process(
    proof: Proof, recommended: Changes, assumptions: Mapping[str, Assumption]
) -> list[_Question]:
    """Return what is assumed by the model of the process as it is."""
    pool = proof.experiments.pool

    def question(name: str, assumption: Assumption) -> _Question:
        def at(value: float) -> tuple[Changes, Changes, Changes]:
            condition = Proposal(
                operator="", heuristic=None, place="", title="", description="", where=Place(),
                steps=frozenset(), edit=lambda model, values: assumption.rebuilt(value),
            )  # fmt: skip
            under = pool.what_if("", f"{name}={value:.12g}", condition)
            return (under,), (under,), tuple(sorted((*recommended, under)))

        return _Question(name, assumption.figure, None, at)

    return [question(name, each) for name, each in assumptions.items() if _open(each.figure)]


def _open(figure: Figure) -> bool:
    """Whether a figure is assumed, with a range that it may be in."""
    low, high = figure.low, figure.high
    return (
        figure.provenance is Provenance.ASSUMED
        and low is not None
        and high is not None
        and low < high
    )


def _swing(proof: Proof, question: _Question) -> Swing | None:
    low, high = question.figure.low, question.figure.high
    if low is None or high is None:
        return None
    ends = [_change(proof, question, value) for value in (low, high)]
    if ends[0] is None or ends[1] is None:
        return None
    return Swing(
        input=question.input,
        redesign=question.redesign,
        figure=question.figure,
        metric=GOAL,
        unit=unit_of(GOAL),
        at_low=ends[0],
        at_high=ends[1],
        flips_at=_flips_at(proof, question, low, high),
    )


def _change(proof: Proof, question: _Question, value: float) -> Interval | None:
    process, _, recommended = question.at(value)
    before, after = proof.of(process), proof.of(recommended)
    if before is None or after is None:
        return None
    return interval(paired_difference(before[GOAL], after[GOAL]))


def _flips_at(proof: Proof, question: _Question, low: float, high: float) -> float | None:
    """Return the nearest value from which on the change, or all of them, are not worth it."""
    used = question.figure.value
    found = [_between(proof, question, used, end) for end in (low, high)]
    return min((v for v in found if v is not None), key=lambda v: (abs(v - used), v), default=None)


def _between(proof: Proof, question: _Question, used: float, end: float) -> float | None:
    if not _worth(proof, question, used) or _worth(proof, question, end):
        return None
    holds, fails = used, end
    for _ in range(HALVINGS):
        middle = (holds + fails) / 2
        if _worth(proof, question, middle):
            holds = middle
        else:
            fails = middle
    return (holds + fails) / 2


def _worth(proof: Proof, question: _Question, value: float) -> bool:
    process, rest, recommended = question.at(value)
    as_is, before, after = (proof.of(each) for each in (process, rest, recommended))
    if as_is is None or before is None or after is None:
        return False
    return gain(before, after) >= least(as_is)


def least(as_is: Metrics) -> float:
    """Return the gain that is worth a project."""
    return WORTHWHILE * float(as_is[GOAL].mean())
