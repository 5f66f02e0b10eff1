"""Every English template that the code says, found in its syntax tree."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.paths import ROOT

SAYING = {"say", "term"}
JINJA = re.compile(r"""(?:say|term)\(["']([^"']+)["']\)""")


def templates_of(package: str) -> dict[str, str]:
    """Return the literal templates of a package, with the place where each was found first."""
    found: dict[str, str] = {}
    for path in _modules(package):
        place = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                for template in _templates(node):
                    found.setdefault(template, f"{place}:{node.lineno}")
    for path in sorted((ROOT / package).rglob("*.j2")):
        for template in JINJA.findall(path.read_text()):
            found.setdefault(template, str(path.relative_to(ROOT)))
    return found


def unreadable(package: str) -> list[str]:
    """Return the calls of ``say`` whose template is made at run time: nobody can translate them."""
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in _modules(package)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and _name(node) == "say" and not [*_literals(node.args[0])]
    ]


def _modules(package: str) -> list[Path]:
    path = ROOT / package
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def _templates(call: ast.Call) -> Iterator[str]:
    name = _name(call)
    if name in SAYING and call.args:
        yield from _literals(call.args[0])
    elif name == "head":
        for argument in call.args:
            yield from (text.removeprefix("#") for text in _literals(argument))
    elif name == "plural":
        nouns = [text for argument in call.args[1:] for text in _literals(argument)]
        if len(nouns) == 1:
            nouns.append(nouns[0] + "s")
        yield from ("{number} " + noun for noun in nouns)


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _literals(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=first, orelse=second):
            yield from _literals(first)
            yield from _literals(second)
        case ast.Starred(value=ast.IfExp() | ast.List() | ast.Tuple() as inner):
            yield from _literals(inner)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            for item in items:
                yield from _literals(item)


def fields(template: str) -> set[str]:
    """Return the names of the values in a template."""
    return set(re.findall(r"\{(\w+)[^}]*\}", template))


def catalogue_files(language: str) -> list[Path]:
    return sorted((ROOT / "common" / "languages" / language).glob("*.json"))
