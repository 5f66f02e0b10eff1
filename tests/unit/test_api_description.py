"""documentation/api_documentation.json describes the API as it is."""

import json
import tomllib

import pytest
from openapi_spec_validator import validate

from common.model.problem import Problem
from functions.api.health import VERSION
from functions.api.problems import parts
from scripts.generate_openapi import TARGET, openapi, rendered
from tests.paths import ROOT
from tests.template import resources

DESCRIPTION = openapi()
OPERATIONS = {
    (method, path): operation
    for path, methods in DESCRIPTION["paths"].items()
    for method, operation in methods.items()
}


def test_the_committed_description_is_that_of_the_routes():
    assert TARGET.read_text() == rendered()


def test_it_is_openapi_3_1():
    assert DESCRIPTION["openapi"].startswith("3.1")
    validate(DESCRIPTION)


def test_every_route_of_the_template_is_described_and_no_other():
    functions = dict(resources("AWS::Serverless::Function"))
    routed = {
        (event["Properties"]["Method"], event["Properties"]["Path"])
        for event in functions["Api"]["Events"].values()
        if event["Type"] == "Api"
    }
    assert routed == set(OPERATIONS)


def test_all_but_health_need_the_key():
    assert DESCRIPTION["security"] == [{"apiKey": []}]
    assert [where for where, what in OPERATIONS.items() if what.get("security") == []] == [
        ("get", "/health")
    ]


@pytest.mark.parametrize(("where", "operation"), OPERATIONS.items(), ids=str)
def test_every_error_is_a_problem(where, operation):
    responses = operation["responses"]
    errors = [response for status, response in responses.items() if int(status) >= 400]
    assert bool(errors) == (where != ("get", "/health"))
    for response in errors:
        content = response["content"]["application/problem+json"]
        assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
        if "example" in content:
            assert Problem.model_validate(content["example"]).status >= 400


@pytest.mark.parametrize("name", ["OptimizeBody", "UploadBody", "ReplayBody"])
def test_bodies_have_examples_and_refuse_unknown_fields(name):
    schema = DESCRIPTION["components"]["schemas"][name]
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) <= set(schema["examples"][0]) <= set(schema["properties"])


def test_no_schema_is_left_over():
    text = json.dumps(DESCRIPTION)
    unused = [
        name
        for name in DESCRIPTION["components"]["schemas"]
        if f'"#/components/schemas/{name}"' not in text
    ]
    assert unused == []


def test_the_version_is_the_projects():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION == DESCRIPTION["info"]["version"]


def test_what_a_union_says_about_one_place_is_said_once():
    errors = [
        {"loc": ("body", "a", "str"), "type": "string_type", "msg": "a text"},
        {"loc": ("body", "a", "list[any]"), "type": "list_type", "msg": "a list"},
        {"loc": ("query", "limit"), "type": "int", "msg": "a number"},
    ]
    found = [(part.pointer, part.detail) for part in parts(errors, {"a": 3})]
    assert found == [("/a", "a text; or a list"), ("query limit", "a number")]
