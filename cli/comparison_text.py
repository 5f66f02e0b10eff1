"""A comparison for people: lines for a terminal, or Markdown."""

from collections.abc import Iterator

from cli.comparing import Comparison, Number, Parts
from common.language import say, term
from common.metric_words import lower_first, metric
from functions.output.dossier import figures
from functions.output.dossier.markdown import escaped

NOUNS = {"steps": "Steps", "findings": "Findings", "recommended": "Recommended changes"}
SAME = "The two reports are the same, byte for byte."


def lines(found: Comparison) -> Iterator[str]:
    """Yield the comparison for a terminal."""
    yield f"{_clean(found.before)} → {_clean(found.after)}"
    if found.identical:
        yield say(SAME)
        return
    for number in found.numbers:
        if number.before is not None or number.after is not None:
            before, after = shown(number, number.before), shown(number, number.after)
            line = f"  {name_of(number):<38} {before:>12} → {after:>12}  {difference(number)}"
            yield line.rstrip()
    for key, noun in NOUNS.items():
        yield from _listed(term(noun), getattr(found, key))
    for remark in found.remarks:
        yield say("Note: {remark}", remark=remark)


def markdown(found: Comparison) -> str:
    """Return the comparison as Markdown; names of the processes are text."""
    parts = [f"# {escaped(found.before)} → {escaped(found.after)}"]
    if found.identical:
        parts.append(say(SAME))
    rows = [
        f"| {escaped(name_of(n))} | {escaped(shown(n, n.before))} | {escaped(shown(n, n.after))} "
        f"| {escaped(difference(n))} |"
        for n in found.numbers
        if n.before is not None or n.after is not None
    ]
    names = ("What is compared", "First report", "Second report", "Difference (95% interval)")
    head = f"| {' | '.join(escaped(term(name)) for name in names)} |"
    parts.append("\n".join([head, "| :--- | ---: | ---: | ---: |", *rows]))
    for key, noun in NOUNS.items():
        [title, *items] = [*_listed(term(noun), getattr(found, key))] or [""]
        if title:
            parts.append(f"## {title}")
            parts.append("\n".join(f"- {escaped(item)}" for item in items))
    parts.append("\n".join(f"> {escaped(remark)}" for remark in found.remarks))
    return "\n\n".join(part for part in parts if part) + "\n"


def _listed(noun: str, parts: Parts) -> Iterator[str]:
    if not (parts.gone or parts.new or parts.changed):
        return
    yield say("{noun} ({same} unchanged)", noun=noun, same=parts.same) if parts.same else noun
    wide = max(len(term(word)) for word in ("gone", "new", "changed")) + 2
    for word, items in (("gone", parts.gone), ("new", parts.new)):
        for one in items:
            yield f"  {term(word):<{wide}}{_clean(one.text)}"
    for change in parts.changed:
        told = f"{_clean(change.text)} [{_clean(change.before)} → {_clean(change.after)}]"
        yield f"  {term('changed'):<{wide}}{told}"


def name_of(number: Number) -> str:
    """Return what a number is called."""
    part, _, name = number.name.partition(": ")
    return f"{metric(part)}: {lower_first(metric(name))}" if name else metric(number.name)


def shown(number: Number, value: float | None) -> str:
    """Return one of a number's values with its unit."""
    if value is None:
        return say("not known")
    if number.unit == "score":
        return figures.grouped(value, 1 if number.name == "inefficiency_score" else 2)
    return figures.quantity(value, number.unit)


def difference(number: Number) -> str:
    """Return the difference with its interval, and whether it may be chance."""
    if number.difference is None:
        return ""
    if not number.difference:
        return say("unchanged")
    text = _signed(number)
    if number.low is None or number.high is None:
        return text
    low, high = (figures.difference(v, number.unit) for v in (number.low, number.high))
    values = {"difference": text, "low": low, "high": high}
    if is_sure(number):
        return say("{difference} ({low} to {high})", **values)
    return say("{difference} ({low} to {high}, may be chance)", **values)


def _signed(number: Number) -> str:
    if number.difference is None or number.unit != "score":
        return figures.difference(number.difference or 0.0, number.unit)
    return f"{'+' if number.difference > 0 else ''}{shown(number, number.difference)}"


def is_sure(number: Number) -> bool:
    """Return whether the 95% interval of the difference leaves out zero."""
    return (
        number.low is not None and number.high is not None and (number.low > 0 or number.high < 0)
    )


def _clean(text: str) -> str:
    """Names come from the submitter: none may send commands to the terminal."""
    return "".join(c if c.isprintable() else " " for c in text)
