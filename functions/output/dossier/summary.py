"""The verdict in sentences and the three numbers that matter."""

from common.model.facts import Transition
from common.model.figure import Provenance
from common.model.portfolio import Effect
from common.model.workflow import END, START
from functions.output.dossier import figures
from functions.output.dossier.content import KeyFigure
from functions.output.dossier.results import CYCLE_TIME, Results, main_effect
from functions.output.dossier.wording import counted, metric, relative_interval


def verdict(results: Results) -> tuple[str, ...]:
    """Return what a manager should know after half a minute, each sentence with its numbers."""
    sentences = (
        _speed(results),
        _where_the_time_goes(results),
        _rejections(results) or _rework(results),
        _benefit(results),
    )
    return tuple(s for s in sentences if s)


def key_figures(results: Results) -> tuple[KeyFigure, ...]:
    """Return up to three numbers, the most telling of those that are known."""
    found = (
        _cycle_time_figure(results),
        _simulated_figure(results),
        _saved_figure(results),
        _slowest_figure(results),
        _share_figure(results),
        _stake_figure(results),
    )
    return tuple(figure for figure in found if figure is not None)[:3]


def score_text(score: float) -> str:
    return f"{score:.1f}"


def slowest(results: Results) -> Transition | None:
    """Return the transition between two activities in which most time passes."""
    inner = [
        t for t in results.facts.transitions if t.source != START and t.target != END and t.total_h
    ]
    return max(inner, key=lambda t: (t.total_h or 0.0, t.source, t.target), default=None)


def benefit_phrase(effect: Effect, results: Results) -> str:
    """Return ``shorten the mean cycle time from 11 to 9 days (95% interval of …)``."""
    verb = "lower" if effect.difference.mean < 0 else "raise"
    before, after = (
        figures.quantity(v, effect.unit, results.currency)
        for v in (effect.as_is.mean, effect.to_be.mean)
    )
    name = metric(effect.metric)
    name = name[0].lower() + name[1:]
    phrase = f"{verb} the {name} from {before} to {after}"
    ends = relative_interval(effect)
    if ends is None or effect.relative is None:
        return phrase
    low, high = sorted(abs(v) for v in ends)
    if ends[0] < 0 < ends[1]:
        return f"{phrase}, a difference that the simulation cannot tell from zero"
    return (
        f"{phrase}, by {figures.share(abs(effect.relative))} "
        f"(95% interval {figures.share(low)} to {figures.share(high)})"
    )


def _speed(results: Results) -> str:
    facts = results.facts
    time = facts.cycle_time
    if time is not None:
        when = f" from {results.period}" if results.period else ""
        return (
            f"A case takes {figures.duration(time.mean_h)} on average: half of them at most "
            f"{figures.duration(time.median_h)}, one in twenty more than "
            f"{figures.duration(time.p95_h)} ({figures.plural(time.n, 'case')}{when})."
        )
    stated = facts.stated_cycle_time
    if stated is not None:
        how = {
            Provenance.STATED: "as was stated",
            Provenance.INFERRED: "as its stated parts add up",
            Provenance.ASSUMED: "as is assumed",
            Provenance.MEASURED: "as was measured",
        }[stated.provenance]
        return f"A case takes about {figures.duration(stated.value)}, {how}."
    return "How long a case takes is not known: neither a log nor a stated time says so."


def _where_the_time_goes(results: Results) -> str:
    top = slowest(results)
    if top is None or top.total_share is None:
        return ""
    return (
        f"Of all time between steps, {figures.share(top.total_share)} passes between "
        f"“{results.step(top.source)}” and “{results.step(top.target)}”."
    )


def _rejections(results: Results) -> str:
    for part, what in (
        (results.facts.returns, "sent back"),
        (results.facts.rejections, "rejected"),
    ):
        if part is not None and part.cases:
            text = f"{figures.share(part.share)} of the cases are {what} at least once"
            if part.cycle_time_with is None or part.cycle_time_without is None:
                return text + "."
            return (
                f"{text}; they take {figures.duration(part.cycle_time_with.mean_h)} on average, "
                f"the others {figures.duration(part.cycle_time_without.mean_h)}."
            )
    return ""


def _rework(results: Results) -> str:
    part = results.facts.rework
    if part is None or not part.cases:
        return ""
    return f"In {figures.share(part.share)} of the cases a step is done more than once."


def _benefit(results: Results) -> str:
    recommended = results.recommended
    if not recommended:
        if results.portfolio.redesigns:
            return "None of the changes that were simulated makes the process better."
        return "No change was simulated, so no benefit is claimed."
    effect = main_effect(results.portfolio.joint)
    what = (
        "the recommended change would"
        if len(recommended) == 1
        else f"the {counted(len(recommended))} recommended changes together would"
    )
    if effect is None:
        return f"In simulation {what} make the process better."
    opening = "In simulation" if not results.indicative else "Indicatively, in simulation,"
    proviso = ", if what they assume holds" if results.rests_on_assumptions else ""
    return f"{opening} {what} {benefit_phrase(effect, results)}{proviso}."


def _cycle_time_figure(results: Results) -> KeyFigure | None:
    time, stated = results.facts.cycle_time, results.facts.stated_cycle_time
    if time is not None:
        return KeyFigure(
            "Mean cycle time",
            figures.duration(time.mean_h),
            f"median {figures.duration(time.median_h)}, "
            f"95th percentile {figures.duration(time.p95_h)}",
            results.provenance,
        )
    if stated is not None:
        return KeyFigure(
            "Cycle time", figures.duration(stated.value), stated.origin, stated.provenance
        )
    return None


def _simulated_figure(results: Results) -> KeyFigure | None:
    effect = main_effect(results.portfolio.joint)
    if effect is None or effect.relative is None:
        return None
    ends = relative_interval(effect)
    note = "simulated, all recommended changes together"
    if ends is not None:
        low, high = sorted(ends, key=abs)
        note = f"95% interval {figures.share(low)} to {figures.share(high)}, simulated"
    if results.rests_on_assumptions:
        note += " under the assumptions named below"
    if results.indicative:
        note += "; indicative only"
    name = "Cycle time after the changes" if effect.metric == CYCLE_TIME else metric(effect.metric)
    sign = "+" if effect.relative > 0 else ""
    return KeyFigure(name, sign + figures.share(effect.relative), note, Provenance.INFERRED)


def _saved_figure(results: Results) -> KeyFigure | None:
    saved = results.portfolio.hours_saved_per_year
    if saved is None:
        return None
    ends = ""
    if saved.low is not None and saved.high is not None:
        ends = f" ({figures.count(saved.low)} to {figures.count(saved.high)})"
    return KeyFigure(
        "Case-hours saved per year",
        figures.count(round(saved.value)),
        f"time that cases wait or run, not hours of work{ends}",
        saved.provenance,
    )


def _slowest_figure(results: Results) -> KeyFigure | None:
    top = slowest(results)
    if top is None or top.total_share is None:
        return None
    return KeyFigure(
        "Largest share of time",
        figures.share(top.total_share),
        results.flow(top.source, top.target),
        results.provenance,
    )


def _share_figure(results: Results) -> KeyFigure | None:
    for part, name, doing in (
        (results.facts.returns, "Cases sent back", "sent back at least once"),
        (results.facts.rejections, "Cases with a rejection", "rejected at least once"),
        (results.facts.rework, "Cases with rework", "a step done more than once"),
    ):
        if part is not None:
            note = f"{figures.plural(part.cases, 'case')}, {doing}"
            return KeyFigure(name, figures.share(part.share), note, results.provenance)
    return None


def _stake_figure(results: Results) -> KeyFigure | None:
    potential = results.assessment.optimization_potential
    if not results.assessment.findings:
        return None
    return KeyFigure(
        "Time at stake",
        figures.share(potential),
        "share of the mean cycle time that the findings concern",
        Provenance.INFERRED,
    )
