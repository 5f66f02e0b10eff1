"""YAML as another spelling of the API's JSON: the JSON schema of YAML 1.2, and nothing else.

Aliases and tags are refused: a few aliases can stand for gigabytes, and tags for other types.
``no``, ``1:30`` and dates stay the text that they are.
"""

import re
from typing import Any

import yaml

from functions.input.reading.outcome import unreadable

MAX_CHARACTERS = 2 << 20
MAX_NODES = 200_000
MAX_DEPTH = 64
STEPS = re.compile(r"^(?:steps|activities):[ \t]*\r?\n[ \t]*- ", re.MULTILINE)
PLAIN = {
    "null": (r"^(?:~|null|)$", ["~", "n", ""]),
    "bool": (r"^(?:true|false)$", ["t", "f"]),
    "int": (r"^[-+]?[0-9]+$", list("-+0123456789")),
    "float": (r"^[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$", list("-+0123456789")),
}


class _Loader(yaml.CSafeLoader):
    """The safe loader, with the plain scalars of JSON only."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (PyYAML's own way)


for _kind, (_pattern, _first) in PLAIN.items():
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(_pattern), _first)


def _number(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> int | float:
    text = str(loader.construct_scalar(node))
    return int(text) if node.tag.endswith(":int") else float(text)


for _kind in ("int", "float"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_kind}", _number)


def looks_like_yaml(start: str) -> bool:
    """Whether a text begins as YAML documents do, or has a key ``steps`` with a list."""
    return start.startswith(("---", "%YAML")) or STEPS.search(start) is not None


def yaml_data(text: str) -> Any:
    """Return the values of a YAML document as JSON would give them.

    Raises:
        PermanentError: malformed, too large or too deep, with aliases, tags or several documents.
    """
    if len(text) > MAX_CHARACTERS:
        raise _malformed(f"it has more than {MAX_CHARACTERS:,} characters")
    try:
        _check(text)
        return yaml.load(text, _Loader)  # noqa: S506 (a subclass of the safe loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _malformed(error.problem or "unknown", mark) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _malformed(str(error).splitlines()[0][:200] if str(error) else "unknown") from None


def _check(text: str) -> None:
    """Follow the events before anything is built of them."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, _Loader)):
        mark = event.start_mark
        if count > MAX_NODES:
            raise _malformed(f"it has more than {MAX_NODES:,} values", mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _malformed("anchors and aliases are not read; write the value out", mark)
        if getattr(event, "tag", None) not in {None, "!"}:
            raise _malformed("tags are not read; leave them out", mark)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _malformed("it is nested too deeply", mark)


def _malformed(why: str, mark: Any = None) -> Exception:
    place = None if mark is None else f"line {mark.line + 1}"
    where = "" if mark is None else f"Line {mark.line + 1}, column {mark.column + 1}: "
    return unreadable(
        "malformed-yaml",
        "The YAML cannot be read",
        f"{where}{why[:200]}. Check it with a YAML editor, or submit JSON.",
        place,
        why[:200],
    )
