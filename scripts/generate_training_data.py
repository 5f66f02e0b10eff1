"""Write training_data/: what a model is shown and should answer, per agent and all together.

A line is ``{"task": …, "material": {section: text}, "answer": …}``. The lines are the examples of
the prompts and, for suspicions, the labelled sentences: for few-shot prompts, for evaluation, and
for whoever wants to fine-tune a model. Held-out and blind texts are not among them.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from validation_scripts.descriptions import RULES

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "training_data"
AGENTS = ("input", "analysis", "optimization", "output")
Line = dict[str, Any]


def lines(agent: str) -> Iterator[Line]:
    """Yield the examples of one agent."""
    for path in sorted((ROOT / "functions" / agent / "prompts").glob("*.jsonl")):
        for text in path.read_text("utf-8").splitlines():
            yield {"task": f"{agent}.{path.stem}", **json.loads(text)}
    if agent == "analysis":
        yield from _labelled()


def _labelled() -> Iterator[Line]:
    for text in (FOLDER / "descriptions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(text)
        found = [{"rule": RULES[label], "quote": row["text"]} for label in row["labels"]]
        yield {
            "task": "analysis.suspicions",
            "material": {"description": row["text"]},
            "answer": {"found": found},
        }


def main() -> None:
    """Write a file per agent, and one with all of them."""
    combined = []
    for agent in AGENTS:
        made = [json.dumps(line, ensure_ascii=False) for line in lines(agent)]
        (FOLDER / f"{agent}.jsonl").write_text("".join(f"{one}\n" for one in made), "utf-8")
        combined += made
    (FOLDER / "combined.jsonl").write_text("".join(f"{one}\n" for one in combined), "utf-8")


if __name__ == "__main__":
    main()
