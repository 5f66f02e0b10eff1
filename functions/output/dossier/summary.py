"""The verdict in sentences and the three numbers that matter."""

from common.language import say
from common.metric_words import lower_first, metric
from common.model.facts import Transition
from common.model.figure import Provenance
from common.model.portfolio import Effect
from common.model.workflow import END, START
from functions.output.dossier import figures
from functions.output.dossier.business_section import business_lead
from functions.output.dossier.content import KeyFigure, Link
from functions.output.dossier.results import CYCLE_TIME, Results, main_effect
from functions.output.dossier.wording import counted, relative_interval


def verdict(results: Results) -> tuple[Link, ...]:
    """Return what a manager should know after half a minute, and where each sentence is proved."""
    sentences = (
        Link(_speed(results), "time"),
        Link(_where_the_time_goes(results), "time"),
        Link(_rejections(results) or _rework(results), "repetition"),
        Link(_benefit(results), "recommendation"),
        Link(_worth(results), "business"),
    )
    return tuple(one for one in sentences if one.text)


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
    return figures.grouped(score, 1)


def slowest(results: Results) -> Transition | None:
    """Return the transition between two activities in which most time passes."""
    inner = [
        t for t in results.facts.transitions if t.source != START and t.target != END and t.total_h
    ]
    return max(inner, key=lambda t: (t.total_h or 0.0, t.source, t.target), default=None)


def _speed(results: Results) -> str:
    facts = results.facts
    time = facts.cycle_time
    if time is not None:
        cases = figures.plural(time.n, "case")
        if results.period:
            cases = say("{cases} from {period}", cases=cases, period=results.period)
        return say(
            "A case takes {mean} on average: half of them at most {median}, one in twenty more "
            "than {p95} ({cases}).",
            mean=figures.duration(time.mean_h),
            median=figures.duration(time.median_h),
            p95=figures.duration(time.p95_h),
            cases=cases,
        )
    stated = facts.stated_cycle_time
    if stated is not None:
        hours = figures.duration(stated.value)
        return {
            Provenance.STATED: say("A case takes about {hours}, as was stated.", hours=hours),
            Provenance.INFERRED: say(
                "A case takes about {hours}, as its stated parts add up.", hours=hours
            ),
            Provenance.ASSUMED: say("A case takes about {hours}, as is assumed.", hours=hours),
            Provenance.MEASURED: say("A case takes about {hours}, as was measured.", hours=hours),
        }[stated.provenance]
    return say("How long a case takes is not known: neither a log nor a stated time says so.")


def _where_the_time_goes(results: Results) -> str:
    top = slowest(results)
    if top is None or top.total_share is None:
        return ""
    return say(
        "Of all time between steps, {share} passes between “{source}” and “{target}”.",
        share=figures.share(top.total_share),
        source=results.step(top.source),
        target=results.step(top.target),
    )


def _rejections(results: Results) -> str:
    facts = results.facts
    if facts.returns is not None and facts.returns.cases:
        part = facts.returns
        text = say(
            "{share} of the cases are sent back at least once", share=figures.share(part.share)
        )
    elif facts.rejections is not None and facts.rejections.cases:
        part = facts.rejections
        text = say(
            "{share} of the cases are rejected at least once", share=figures.share(part.share)
        )
    else:
        return ""
    if part.cycle_time_with is None or part.cycle_time_without is None:
        return text + "."
    return say(
        "{text}; they take {longer} on average, the others {shorter}.",
        text=text,
        longer=figures.duration(part.cycle_time_with.mean_h),
        shorter=figures.duration(part.cycle_time_without.mean_h),
    )


def _rework(results: Results) -> str:
    part = results.facts.rework
    if part is None or not part.cases:
        return ""
    return say(
        "In {share} of the cases a step is done more than once.", share=figures.share(part.share)
    )


def _benefit(results: Results) -> str:
    recommended = results.recommended
    if not recommended:
        if results.portfolio.redesigns:
            return say("None of the changes that were simulated makes the process better.")
        return say("No change was simulated, so no benefit is claimed.")
    effect = main_effect(results.portfolio.joint)
    if len(recommended) == 1:
        what = say("the recommended change")
    else:
        what = say("the {number} recommended changes together", number=counted(len(recommended)))
    if effect is None:
        return say("In simulation {what} would make the process better.", what=what)
    told = [_simulated(effect, what, results)]
    if results.rests_on_assumptions:
        told.append(say("if what they assume holds"))
    return ", ".join(told) + "."


def _worth(results: Results) -> str:
    case = results.portfolio.business_case
    return business_lead(case) if case is not None and results.recommended else ""


def _simulated(effect: Effect, what: str, results: Results) -> str:
    before, after = (
        figures.quantity(v, effect.unit, results.currency)
        for v in (effect.as_is.mean, effect.to_be.mean)
    )
    values = {
        "what": what,
        "metric": lower_first(metric(effect.metric)),
        "before": before,
        "after": after,
    }
    if effect.difference.mean < 0:
        text = say(
            "In simulation {what} would lower the {metric} from {before} to {after}", **values
        )
    else:
        text = say(
            "In simulation {what} would raise the {metric} from {before} to {after}", **values
        )
    if results.indicative:
        text = say("Indicatively only: {text}", text=lower_first(text))
    ends = relative_interval(effect)
    if ends is None or effect.relative is None:
        return text
    if ends[0] < 0 < ends[1]:
        return say("{text}, a difference that the simulation cannot tell from zero", text=text)
    low, high = sorted(abs(v) for v in ends)
    return say(
        "{text}, by {share} (95% interval {low} to {high})",
        text=text,
        share=figures.share(abs(effect.relative)),
        low=figures.share(low),
        high=figures.share(high),
    )


def _cycle_time_figure(results: Results) -> KeyFigure | None:
    time, stated = results.facts.cycle_time, results.facts.stated_cycle_time
    if time is not None:
        return KeyFigure(
            say("Mean cycle time"),
            figures.duration(time.mean_h),
            say(
                "median {median}, 95th percentile {p95}",
                median=figures.duration(time.median_h),
                p95=figures.duration(time.p95_h),
            ),
            results.provenance,
        )
    if stated is not None:
        note = stated.origin
        if stated.provenance is Provenance.STATED:
            note = say("in the description: “{words}”", words=stated.origin)
        return KeyFigure(say("Cycle time"), figures.duration(stated.value), note, stated.provenance)
    return None


def _simulated_figure(results: Results) -> KeyFigure | None:
    effect = main_effect(results.portfolio.joint)
    if effect is None or effect.relative is None:
        return None
    ends = relative_interval(effect)
    note = say("simulated, all recommended changes together")
    if ends is not None:
        low, high = sorted(ends, key=abs)
        note = say(
            "95% interval {low} to {high}, simulated",
            low=figures.share(low),
            high=figures.share(high),
        )
    if results.rests_on_assumptions:
        note = say("{note} under the assumptions named below", note=note)
    if results.indicative:
        note = say("{note}; indicative only", note=note)
    name = metric(effect.metric)
    if effect.metric == CYCLE_TIME:
        name = say("Cycle time after the changes")
    sign = "+" if effect.relative > 0 else ""
    return KeyFigure(name, sign + figures.share(effect.relative), note, Provenance.INFERRED)


def _saved_figure(results: Results) -> KeyFigure | None:
    saved = results.portfolio.hours_saved_per_year
    if saved is None:
        return None
    note = say("time that cases wait or run, not hours of work")
    if saved.low is not None and saved.high is not None:
        note = say(
            "{note} ({low} to {high})",
            note=note,
            low=figures.count(saved.low),
            high=figures.count(saved.high),
        )
    return KeyFigure(
        say("Case-hours saved per year"),
        figures.count(round(saved.value)),
        note,
        saved.provenance,
    )


def _slowest_figure(results: Results) -> KeyFigure | None:
    top = slowest(results)
    if top is None or top.total_share is None:
        return None
    return KeyFigure(
        say("Largest share of time"),
        figures.share(top.total_share),
        results.flow(top.source, top.target),
        results.provenance,
    )


def _share_figure(results: Results) -> KeyFigure | None:
    for part, name, doing in (
        (results.facts.returns, say("Cases sent back"), say("sent back at least once")),
        (results.facts.rejections, say("Cases with a rejection"), say("rejected at least once")),
        (results.facts.rework, say("Cases with rework"), say("a step done more than once")),
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
        say("Time at stake"),
        figures.share(potential),
        say("share of the mean cycle time that the findings concern"),
        Provenance.INFERRED,
    )
