"""The form of an answer as JSON Schema, within the limits that Bedrock sets.

Bedrock answers 400 to bounds of numbers, texts and lists, and wants every object closed and its
properties required. What is left out here is checked by pydantic afterwards.
Source: Amazon Bedrock user guide, structured output.
"""

from typing import Any

from pydantic import BaseModel

UNSUPPORTED = frozenset(
    (
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        *("minLength", "maxLength", "pattern", "format", "maxItems", "uniqueItems"),
        *("minProperties", "maxProperties", "default", "title", "examples"),
    )
)


class RecursiveFormError(TypeError):
    """A form refers to itself, which Bedrock does not allow."""


def answer_schema(answer: type[BaseModel]) -> dict[str, Any]:
    """Return the schema of a model with references put in place; raises ``RecursiveFormError``."""
    schema = answer.model_json_schema()
    definitions = schema.pop("$defs", {})
    found: dict[str, Any] = _plain(schema, definitions, ())
    return found


def _plain(node: Any, definitions: dict[str, Any], within: tuple[str, ...]) -> Any:
    if isinstance(node, list):
        return [_plain(each, definitions, within) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        name = str(node["$ref"]).rsplit("/", 1)[-1]
        if name in within:
            raise RecursiveFormError(f"{name} refers to itself")
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return _plain({**definitions[name], **beside}, definitions, (*within, name))
    return _closed(
        {
            key: _properties(value, definitions, within)
            if key == "properties"
            else _plain(value, definitions, within)
            for key, value in node.items()
            if _supported(key, value)
        }
    )


def _properties(node: Any, definitions: dict[str, Any], within: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(each, definitions, within) for name, each in node.items()}


def _supported(key: str, value: Any) -> bool:
    return key not in UNSUPPORTED and not (key == "minItems" and value not in (0, 1))


def _closed(node: dict[str, Any]) -> dict[str, Any]:
    if node.get("type") == "object":
        node["additionalProperties"] = False
        node["required"] = sorted(node.get("properties", {}))
    return node
