"""Names of metrics, and sentences that several sections share."""

from common.language import say, term
from common.metric_words import UNIT_SUFFIXES
from common.model.assessment import Severity
from common.model.figure import Provenance
from common.model.portfolio import Effect
from functions.output.dossier import figures

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
TERMS = (  # parts of the score and of the completeness, as plain_words gives them
    "Time",
    "Cost",
    "Quality",
    "Flexibility",
    "Flow",
    "Cases",
    "Case ids",
    "Order",
    "Timestamps",
    "Start times",
    "Resources",
    "Roles",
    "Costs",
    "Period",
    "Steps",
    "Processing times",
    "Waiting or cycle time",
    "Volume",
    "Headcounts",
    "Rejections",
)
FRAMEWORKS = {
    "lean": "Lean",
    "agile": "Agile",
    "operating_model": "Operating model",
    "constraints": "Theory of constraints",
}
SEVERITY_TONES = {
    Severity.CRITICAL: "critical",
    Severity.HIGH: "high",
    Severity.MEDIUM: "medium",
    Severity.LOW: "low",
}
PROVENANCE = {
    Provenance.MEASURED: "computed from the event log",
    Provenance.STATED: "said by whoever submitted the process",
    Provenance.INFERRED: "derived from measured or stated figures by a rule that is named",
    Provenance.ASSUMED: "a default with its reason; not known about this process",
}


def unit_of(name: str, unit: str | None) -> str | None:
    """Return the unit that is given or, where none is, the one that the metric's name ends in."""
    if unit is None and name.endswith("_utilisation"):
        return "share"
    if unit is not None or not name.endswith(UNIT_SUFFIXES):
        return unit
    return next((u for u in ("share", "per_week", "h") if name.endswith(f"_{u}")), None)


def unchanged(effect: Effect) -> bool:
    """Return whether an effect is no difference at the precision that is shown."""
    if effect.relative is not None:
        return abs(effect.relative) < 0.0005
    return abs(effect.difference.mean) < 1e-9


def change(effect: Effect, currency: str | None) -> str:
    """Return what an effect does: ``−2.1 days (−19.2%)``."""
    like = figures.widest(effect.difference)
    difference = figures.difference(effect.difference.mean, effect.unit, currency, like)
    if effect.relative is None or effect.unit == "share":
        return difference
    return f"{difference} ({signed_share(effect.relative)})"


def signed_share(value: float) -> str:
    text = figures.share(value)
    return "+" + text if value > 0 and text[0].isdigit() else text


def relative_interval(effect: Effect) -> tuple[float, float] | None:
    """Return the interval of the difference over the as-is mean; None where that is zero."""
    if not effect.as_is.mean:
        return None
    ends = effect.difference.low, effect.difference.high
    low, high = effect.relative_interval or (
        ends[0] / effect.as_is.mean,
        ends[1] / effect.as_is.mean,
    )
    return (low, high) if low <= high else (high, low)


def counted(number: int) -> str:
    """Return a small number as a word, as in running text."""
    return term(NUMBERS[number]) if number < len(NUMBERS) else str(number)


def with_more(caption: str, more: int) -> str:
    """Return a caption that says how many rows a table leaves out."""
    return say("{caption} ({more} more)", caption=caption, more=more) if more > 0 else caption


def in_cases(number: int) -> str:
    """Return ``in 125 cases``; other languages decline the noun."""
    if number == 1:
        return say("in 1 case")
    return say("in {number} cases", number=figures.count(number))


def sentence(text: str) -> str:
    """Return the text with a full stop, unless it ends a sentence already."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else text + "."
