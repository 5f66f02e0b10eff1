"""A report in a few lines for a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

FINDINGS = 5
COLOURS = {"critical": "red", "high": "red", "medium": "yellow", "low": "blue"}
MAIN_METRIC = "cycle_time_mean_h"


def summary(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines: verdict, findings with most at stake, and changes with their interval."""
    top = report["summary"]
    yield click.style(_clean(report["title"]), bold=True)
    yield (
        f"Inefficiency {top['inefficiency_score']:.1f} of 10, "
        f"optimization potential {top['optimization_potential']:.0%}, "
        f"quality {top['quality_score']:.0%}"
    )
    for sentence in top["verdict"]:
        yield f"  {_clean(sentence)}"
    yield from _findings(report["assessment"]["findings"][:FINDINGS])
    yield from _changes(report["portfolio"])


def _findings(findings: list[dict[str, Any]]) -> Iterator[str]:
    if findings:
        yield "Findings"
    for finding in findings:
        severity = finding["severity"]
        word = click.style(f"{severity:<8}", fg=COLOURS.get(severity))
        yield f"  {word} {_clean(finding['statement'])}"


def _changes(portfolio: Mapping[str, Any]) -> Iterator[str]:
    by_id = {redesign["id"]: redesign for redesign in portfolio["redesigns"]}
    chosen = [by_id[i] for i in portfolio["recommended"] if i in by_id]
    if not chosen:
        yield "No change that was simulated helps."
        return
    twin = portfolio.get("twin") or {}
    grade = "indicative only" if twin.get("indicative", True) else "simulated"
    assumed = any(
        parameter["provenance"] == "assumed"
        for redesign in chosen
        for parameter in redesign.get("parameters", {}).values()
    )
    proviso = "; with assumptions that the report names" if assumed else ""
    yield f"Recommended changes ({grade}; 95% interval{proviso})"
    for rank, redesign in enumerate(chosen, 1):
        yield f"  {rank}. {_clean(redesign['title'])}{_effect(redesign['effects'])}"
    if portfolio.get("joint"):
        yield f"  Together{_effect(portfolio['joint'])}"


def _effect(effects: list[dict[str, Any]]) -> str:
    """Return the change of the mean cycle time, relative to the mean as it is."""
    for effect in effects:
        base = effect["as_is"]["mean"]
        if effect["metric"] == MAIN_METRIC and base:
            mean, low, high = (
                effect["difference"][part] / base for part in ("mean", "low", "high")
            )
            return f": mean cycle time {mean:+.1%} ({low:+.1%} to {high:+.1%})"
    return ""


def _clean(text: str) -> str:
    """Names come from the submitter: none may send commands to the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)
