"""Prompts: a file of instructions beside its agent, and a file of examples with it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Prompt:
    """What is always said to a model for one task, and answers that show how it is done."""

    instructions: str
    examples: tuple[tuple[Mapping[str, str], str], ...]


@cache
def prompt(folder: Path, name: str) -> Prompt:
    """Return ``<name>.md`` and, where there is one, ``<name>.jsonl`` of a folder.

    A line of examples is ``{"material": {section: text}, "answer": …}``.
    """
    examples = folder / f"{name}.jsonl"
    lines = examples.read_text(encoding="utf-8").splitlines() if examples.is_file() else []
    return Prompt(
        (folder / f"{name}.md").read_text(encoding="utf-8"),
        tuple(_example(json.loads(line)) for line in lines if line.strip()),
    )


def _example(line: dict[str, object]) -> tuple[Mapping[str, str], str]:
    material = line["material"]
    assert isinstance(material, dict)  # noqa: S101  ours, and tested
    return material, json.dumps(line["answer"], ensure_ascii=False)
