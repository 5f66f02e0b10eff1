"""A comparison for people: lines for a terminal, or Markdown."""

from collections.abc import Iterator

from cli.comparing import Comparison, Number, Parts
from functions.output.dossier import figures
from functions.output.dossier.markdown import escaped
from functions.output.dossier.wording import metric

NOUNS = {"steps": "Steps", "findings": "Findings", "recommended": "Recommended changes"}


def lines(found: Comparison) -> Iterator[str]:
    """Yield the comparison for a terminal."""
    yield f"{_clean(found.before)} → {_clean(found.after)}"
    if found.identical:
        yield "The two reports are the same, byte for byte."
        return
    for number in found.numbers:
        if number.before is not None or number.after is not None:
            before, after = _value(number, number.before), _value(number, number.after)
            line = f"  {_name(number):<38} {before:>12} → {after:>12}  {_difference(number)}"
            yield line.rstrip()
    for key, noun in NOUNS.items():
        yield from _listed(noun, getattr(found, key))
    for remark in found.remarks:
        yield f"Note: {remark}"


def markdown(found: Comparison) -> str:
    """Return the comparison as Markdown; names of the processes are text."""
    parts = [f"# {escaped(found.before)} → {escaped(found.after)}"]
    if found.identical:
        parts.append("The two reports are the same, byte for byte.")
    rows = [
        f"| {escaped(_name(n))} | {escaped(_value(n, n.before))} | {escaped(_value(n, n.after))} "
        f"| {escaped(_difference(n))} |"
        for n in found.numbers
        if n.before is not None or n.after is not None
    ]
    head = "| Number | Before | After | Difference (95% interval) |\n| :--- | ---: | ---: | ---: |"
    parts.append("\n".join([head, *rows]))
    for key, noun in NOUNS.items():
        [title, *items] = [*_listed(noun, getattr(found, key))] or [""]
        if title:
            parts.append(f"## {title}")
            parts.append("\n".join(f"- {escaped(item)}" for item in items))
    parts.append("\n".join(f"> {escaped(remark)}" for remark in found.remarks))
    return "\n\n".join(part for part in parts if part) + "\n"


def _listed(noun: str, parts: Parts) -> Iterator[str]:
    if not (parts.gone or parts.new or parts.changed):
        return
    yield f"{noun} ({parts.same} unchanged)" if parts.same else noun
    for one in parts.gone:
        yield f"  gone     {_clean(one.text)}"
    for one in parts.new:
        yield f"  new      {_clean(one.text)}"
    for change in parts.changed:
        yield f"  changed  {_clean(change.text)} [{_clean(change.before)} → {_clean(change.after)}]"


def _name(number: Number) -> str:
    part, _, name = number.name.partition(": ")
    return f"{metric(part)}: {metric(name).lower()}" if name else metric(number.name)


def _value(number: Number, value: float | None) -> str:
    if value is None:
        return "not known"
    if number.unit == "score":
        return figures.grouped(value, 1 if number.name == "inefficiency_score" else 2)
    return figures.quantity(value, number.unit)


def _difference(number: Number) -> str:
    if number.difference is None:
        return ""
    if not number.difference:
        return "unchanged"
    text = figures.difference(number.difference, number.unit)
    if number.low is None or number.high is None:
        return text
    low, high = (figures.difference(v, number.unit) for v in (number.low, number.high))
    sure = "" if number.low > 0 or number.high < 0 else ", may be chance"
    return f"{text} ({low} to {high}{sure})"


def _clean(text: str) -> str:
    """Names come from the submitter: none may send commands to the terminal."""
    return "".join(c if c.isprintable() else " " for c in text)
