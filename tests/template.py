"""Reads template.yaml, the only description of how the system is wired."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml

from tests.paths import ROOT


class _Loader(yaml.CSafeLoader):
    """Reads ``!Ref x`` and ``!GetAtt x.Arn`` as ``{"Ref": "x"}`` and ``{"GetAtt": "x.Arn"}``."""


def _intrinsic(loader: yaml.CSafeLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        return {tag: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {tag: loader.construct_sequence(node, deep=True)}
    return {tag: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _intrinsic)


@cache
def template() -> dict[str, Any]:
    return yaml.load((ROOT / "template.yaml").read_text(), _Loader)  # noqa: S506


def resources(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the logical id and properties of each resource of type ``kind``."""
    for logical_id, resource in template()["Resources"].items():
        if resource["Type"] == kind:
            yield logical_id, resource.get("Properties", {})


def referred(intrinsic: dict[str, str]) -> str:
    """Return the logical id that a ``Ref`` or ``GetAtt`` names."""
    [target] = intrinsic.values()
    return target.split(".")[0]
