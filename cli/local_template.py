"""template.yaml as the laptop's cloud can deploy it.

The template stays the only definition. What MiniStack cannot take from it is taken out here and
returned as `Later`: settings that `cli.later` makes by API, with the very properties that stood
in the template. Their intrinsic functions become outputs, so that CloudFormation resolves them.
"""

import json
from dataclasses import dataclass
from typing import Any

from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]

ARCHIVE = "AWS::Events::Archive"  # rejected; the properties below are accepted and ignored
SCALING = "ScalingConfig"  # of an SQS mapping; a number from a parameter arrives as text there
IGNORED = {
    "AWS::DynamoDB::Table": ("TimeToLiveSpecification", "PointInTimeRecoverySpecification"),
    "AWS::S3::Bucket": ("LifecycleConfiguration",),
}
CODE = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}
OUTPUT = "Later"  # prefix of the outputs that carry what CloudFormation resolved


@dataclass(frozen=True)
class Later:
    """Something of the template that is set by API once the stack stands."""

    logical_id: str
    name: str  # the resource type or the property
    properties: dict[str, Any]


@dataclass(frozen=True)
class LocalTemplate:
    body: str
    later: tuple[Later, ...]


def adapt(template: str, code: str) -> LocalTemplate:
    """Return what to deploy on the laptop.

    Args:
        template: The text of template.yaml.
        code: s3:// address that stands in for every local CodeUri and ContentUri.
    """
    document = yaml_parse(template)
    outputs: dict[str, Any] = {}
    later = tuple(
        Later(each.logical_id, each.name, _as_outputs(each.properties, outputs))
        for each in _taken_out(document["Resources"])
    )
    _point_to(code, document["Resources"])
    document["Outputs"] = document.get("Outputs", {}) | outputs
    return LocalTemplate(body=json.dumps(document), later=later)


def resolved(properties: Any, outputs: dict[str, str]) -> Any:
    """Return properties with the values of the stack's outputs put in."""
    if isinstance(properties, str) and properties.startswith("output:"):
        value = outputs[properties.removeprefix("output:")]
        return int(value) if value.isdigit() else value
    if isinstance(properties, dict):
        return {key: resolved(value, outputs) for key, value in properties.items()}
    if isinstance(properties, list):
        return [resolved(value, outputs) for value in properties]
    return properties


def _taken_out(resources: dict[str, Any]) -> list[Later]:
    """Remove what MiniStack rejects or ignores from ``resources`` and return it."""
    taken = []
    for logical_id, resource in list(resources.items()):
        properties = resource.get("Properties", {})
        if resource["Type"] == ARCHIVE:
            taken.append(Later(logical_id, ARCHIVE, properties))
            del resources[logical_id]
        for name in IGNORED.get(resource["Type"], ()):
            if name in properties:
                taken.append(Later(logical_id, name, properties.pop(name)))
        for event_id, event in properties.get("Events", {}).items():
            if SCALING in event["Properties"]:  # SAM names the mapping function id + event id
                mapping = logical_id + event_id
                taken.append(Later(mapping, SCALING, event["Properties"].pop(SCALING)))
    return taken


def _point_to(code: str, resources: dict[str, Any]) -> None:
    for resource in resources.values():
        name = CODE.get(resource["Type"])
        if name and not str(resource["Properties"].get(name, "")).startswith("s3://"):
            resource["Properties"][name] = code


def _as_outputs(node: Any, outputs: dict[str, Any]) -> Any:
    """Return ``node`` with every intrinsic function replaced by the name of a new output."""
    if isinstance(node, dict) and len(node) == 1:
        (key,) = node
        if key == "Ref" or key.startswith("Fn::"):
            name = f"{OUTPUT}{len(outputs)}"
            outputs[name] = {"Value": node}
            return f"output:{name}"
    if isinstance(node, dict):
        return {key: _as_outputs(value, outputs) for key, value in node.items()}
    if isinstance(node, list):
        return [_as_outputs(value, outputs) for value in node]
    return node
