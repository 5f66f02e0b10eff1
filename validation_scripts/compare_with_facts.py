"""Compare the figures of reports with figures that others computed of the same logs.

    python -m validation_scripts.compare_with_facts FACTS.json REPORT.json…

FACTS.json holds, under ``logs``, one entry per log named like the report's folder. Prints a row
per figure and exits with 1 where one differs by more than its rounding.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HOURS = 24.0
Row = tuple[str, float, float, float]  # figure, expected, reported, allowed difference


def rows(expected: dict[str, Any], report: dict[str, Any]) -> Iterator[Row]:
    """Yield each comparable figure of one log."""
    facts = report["facts"]
    for name, mine in (
        ("cases", "cases"),
        ("events", "events"),
        ("activities", "activity_count"),
        ("variants", "variant_count"),
    ):
        yield name, expected[name], facts[mine], 0
    cycle, days = facts["cycle_time"], expected["cycle_days"]
    for name in ("mean", "median", "p90", "p95", "max"):
        yield f"cycle time {name}, days", days[name], cycle[f"{name}_h"] / HOURS, 0.0005
    yield "cycle time std, days", days["std"], _sample_std_h(cycle) / HOURS, 0.0005
    yield from _variety(expected, facts)
    yield "rejected cases", expected["rejected_cases"], facts["rejections"]["cases"], 0
    yield "rejected share", expected["rejected_share"], facts["rejections"]["share"], 0.000005
    yield "rejection events", expected["rejection_events"], facts["rejections"]["events"], 0
    yield "rework cases", expected["rework_cases"], facts["rework"]["cases"], 0
    yield "rework events", expected["rework_events"], facts["rework"]["events"], 0
    yield from _transitions(expected, report)


def _sample_std_h(cycle: dict[str, Any]) -> float:
    """Return the sample's standard deviation; that of facts is the population's."""
    return float(cycle["std_h"] * (cycle["n"] / (cycle["n"] - 1)) ** 0.5)


def _variety(expected: dict[str, Any], facts: dict[str, Any]) -> Iterator[Row]:
    for name in ("variants_covering_80pct", "singleton_variants"):
        yield name, expected[name], facts["figures"][name]["value"], 0
    top = facts["variants"]
    yield "top variant, cases", expected["top1_variant"]["n"], top[0]["cases"], 0
    share = sum(each["share"] for each in top[:5])
    yield "top 5 variants, share", expected["top5_variant_share"], share, 0.000005
    loops = sum(each["self_loops"] for each in facts["reworked"])
    yield "self-loops", expected["self_loops"], loops, 0
    handoffs = facts["handoffs_per_case"]
    yield "hand-offs of roles per case", expected["role_handoffs_per_case"], handoffs, 0.0005


def _transitions(expected: dict[str, Any], report: dict[str, Any]) -> Iterator[Row]:
    names = {a["id"]: a["name"] for a in report["workflow"]["activities"]}
    found = {
        (names.get(t["source"]), names.get(t["target"])): t
        for t in report["facts"]["transitions"]
        if t.get("elapsed")
    }
    yield "directly-follows pairs", expected["dfg_edges"], len(found), 0
    for top in expected["top_transitions"]:
        mine = found[top["frm"], top["to"]]
        name = f"{top['frm']} > {top['to']}"
        yield f"{name}, count", top["n"], mine["count"], 0
        for figure, key in (("mean", "mean_d"), ("median", "median_d"), ("p95", "p95_d")):
            reported = mine["elapsed"][f"{figure}_h"] / HOURS
            yield f"{name}, {figure} days", top[key], reported, 0.0005
        yield f"{name}, total days", top["total_days"], mine["total_h"] / HOURS, 0.05
        yield f"{name}, share", top["share"], mine["total_share"], 0.00005


def main(facts_path: str, report_paths: list[str]) -> int:
    expected = json.loads(Path(facts_path).read_text())["logs"]
    different = 0
    for path in map(Path, report_paths):
        compared = list(rows(expected[path.parent.name], json.loads(path.read_text())))
        misses = [row for row in compared if abs(row[1] - row[2]) > row[3] + 1e-9]
        different += len(misses)
        print(f"{path.parent.name}: {len(compared)} figures, {len(misses)} different")
        for name, wanted, got, allowed in compared:
            mark = "" if abs(wanted - got) <= allowed + 1e-9 else "   <-- differs"
            print(f"  {name:110} {wanted:>14,.4f} {got:>14,.4f}{mark}")
    return 1 if different else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    raise SystemExit(main(sys.argv[1], sys.argv[2:]))
