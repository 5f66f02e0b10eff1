"""Writes documentation/api_documentation.json from the routes. Run after changing any of them."""

import json
from pathlib import Path
from typing import Any

from aws_lambda_powertools.event_handler.openapi.models import APIKey, APIKeyIn, Tag

from functions.api.app import app
from functions.api.health import VERSION

TARGET = Path(__file__).parents[1] / "documentation" / "api_documentation.json"
SCHEMAS = "#/components/schemas/"
TAGS = {
    "submit": "Ways for a workflow to come in.",
    "sessions": "What became of it. A session is visible to the key that made it, and no other.",
    "operate": "For those who run the system.",
}


def openapi() -> dict[str, Any]:
    """Return the description of the API as OpenAPI 3.1."""
    text = app.get_openapi_json_schema(
        title="Workflow optimization",
        version=VERSION,
        description="Finds out why a business process is slow and costly, and proves by simulation "
        "what would fix it. Errors are problem details (RFC 9457); their pointers are JSON "
        "Pointers into the body.",
        tags=[Tag(name=name, description=text) for name, text in TAGS.items()],
        security_schemes={"apiKey": APIKey(name="x-api-key", in_=APIKeyIn.header)},
        security=[{"apiKey": []}],
    )
    document: dict[str, Any] = json.loads(text)
    for path in document["paths"].values():
        for operation in path.values():
            _drop_foreign_errors(operation["responses"])
    _drop_unused(document["components"]["schemas"], document["paths"])
    return document


def _drop_foreign_errors(responses: dict[str, Any]) -> None:
    """The resolver documents its own form of 422 where a route names none; we never answer it."""
    if "HTTPValidationError" in json.dumps(responses.get("422", {})):
        del responses["422"]
    for response in responses.values():
        if not response.get("content", True):
            del response["content"]


def _drop_unused(schemas: dict[str, Any], paths: dict[str, Any]) -> None:
    while unused := [
        name
        for name in schemas
        if f'"{SCHEMAS}{name}"'
        not in json.dumps([paths, [other for key, other in schemas.items() if key != name]])
    ]:
        for name in unused:
            del schemas[name]


def rendered() -> str:
    """Return the file's contents: the same routes always give the same bytes."""
    return json.dumps(openapi(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(rendered())
    print(f"wrote {TARGET}")
