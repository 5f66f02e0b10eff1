"""Every English template that the code says, found in its syntax tree."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.paths import ROOT

SAYING = {"say", "term"}
Constants = dict[str, list[str]]  # texts that a name of a module stands for
JINJA = re.compile(r"""(?:say|term)\(["']([^"']+)["']\)""")


def templates_of(package: str) -> dict[str, str]:
    """Return the literal templates of a package, with the place where each was found first."""
    found: dict[str, str] = {}
    for path in _modules(package):
        place, tree = str(path.relative_to(ROOT)), _tree(path)
        constants = _constants(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                for template in _templates(node, constants):
                    found.setdefault(template, f"{place}:{node.lineno}")
    for path in sorted((ROOT / package).rglob("*.j2")):
        for template in JINJA.findall(path.read_text()):
            found.setdefault(template, str(path.relative_to(ROOT)))
    return found


def unreadable(package: str) -> list[str]:
    """Return the calls of ``say`` whose template is made at run time: nobody can translate them."""
    found = []
    for path in _modules(package):
        tree = _tree(path)
        constants = _constants(tree)
        found += [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and _name(node) == "say"
            and not [*_literals(node.args[0], constants)]
        ]
    return found


def said_too_early(package: str) -> list[str]:
    """Return the sentences said while a module is loaded: nobody speaks a language yet."""
    found = []
    for path in _modules(package):
        for node in _run_on_loading(_tree(path)):
            if isinstance(node, ast.Call) and _name(node) in {*SAYING, "plural", "joined"}:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def _run_on_loading(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from _run_on_loading(child)


def _constants(tree: ast.Module) -> Constants:
    """Return the texts of each name that the module gives to a text or to a table of texts."""
    found: Constants = {}
    for node in tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                found[name] = [*_literals(value, {})]
    return found


def _modules(package: str) -> list[Path]:
    path = ROOT / package
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def _templates(call: ast.Call, constants: Constants) -> Iterator[str]:
    name = _name(call)
    if name in SAYING and call.args:
        yield from _literals(call.args[0], constants)
    elif name == "head":
        for argument in call.args:
            yield from (text.removeprefix("#") for text in _literals(argument, constants))
    elif name == "plural":
        nouns = [text for argument in call.args[1:] for text in _literals(argument, constants)]
        if len(nouns) == 1:
            nouns.append(nouns[0] + "s")
        yield from ("{number} " + noun for noun in nouns)


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _literals(node: ast.expr, constants: Constants) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)):
            yield from constants.get(name, ())
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=args):
            yield from constants.get(name, ())
            for other in args[1:]:
                yield from _literals(other, constants)
        case _:
            for part in _parts(node):
                yield from _literals(part, constants)


def _parts(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.IfExp(body=first, orelse=second):
            return [first, second]
        case ast.Starred(value=ast.IfExp() | ast.List() | ast.Tuple() as inner):
            return [inner]
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return items
        case ast.Dict(values=items):
            return items
    return []


def fields(template: str) -> set[str]:
    """Return the names of the values in a template."""
    return set(re.findall(r"\{(\w+)[^}]*\}", template))


def catalogue_files(language: str) -> list[Path]:
    return sorted((ROOT / "common" / "languages" / language).glob("*.json"))
