"""Validation, replays, metrics, health and what every route refuses, on moto."""

import base64
import gzip
import io
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import boto3
import pytest
from botocore.exceptions import ClientError

from common.aws.tables import microseconds, table
from common.model.problem import problem
from functions.api import replays, validate
from functions.input import on_workflow_submitted as input_agent
from tests.api_cloud import KEY, OTHER_KEY, OWNER, api_cloud, call, sent_event, submit
from tests.fuzz import documents
from tests.moto_cloud import BUS, CONTEXT
from tests.unit import ocel_fixture

FILES = {name: (text.encode(), file) for name, (text, file) in documents.TEXTS.items()} | {
    "parquet": (documents.parquet(), "log.parquet"),
    "sqlite": (ocel_fixture.sqlite_bytes(), "log.sqlite"),
}
STEPS = {"workflow_data": "1. Ask. 2. Answer."}
SPAN = {"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z"}
QUALITY = {"source": "text", "format": "steps", "completeness": 0.5, "parts": []}
OUTLINE = {"name": "w", "activities": ["Ask"], "flows": [["start", "ask"]], "roles": []}
ROUTES = [
    ("POST", "/optimize"),
    ("POST", "/uploads"),
    ("POST", "/validate"),
    ("GET", "/status/x"),
    ("POST", "/status/x/cancel"),
    ("GET", "/results/x"),
    ("GET", "/results/x/report.html"),
    ("GET", "/workflows"),
    ("POST", "/replays"),
    ("GET", "/replays/x"),
    ("GET", "/metrics/system"),
]


@pytest.fixture(autouse=True)
def cloud(monkeypatch):
    with api_cloud(monkeypatch):
        yield


class InputFunction:
    """Answers an invocation as the input function would."""

    def __init__(self, answer: dict, **response: str) -> None:
        self.answer, self.response, self.payloads = answer, response, []

    def invoke(self, FunctionName, Payload):  # noqa: N803 - boto3's names
        assert FunctionName == "input"
        self.payloads.append(json.loads(Payload))
        return {"Payload": io.BytesIO(json.dumps(self.answer).encode())} | self.response


@pytest.fixture
def admin():
    table("ConfigurationTable").put_item(
        Item={"config_category": "access", "config_key": "admin_owners", "config_value": [OWNER]}
    )


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_wants_a_key(method, path):
    answer = call(method, path, key=None)
    assert answer.status == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["type"].endswith("/no-api-key")


def test_health_wants_no_key():
    answer = call("GET", "/health", key=None)
    assert answer.json == {"status": "ok", "version": "0.1.0", "environment": "test"}


def test_an_unknown_path_is_not_found():
    answer = call("GET", "/nothing")
    assert (answer.status, answer.json["status"]) == (404, 404)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_unknown_method_is_answered_with_the_known_ones():
    answer = call("DELETE", "/status/x")
    assert (answer.status, answer.headers["Allow"]) == (405, "GET")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/json"])
def test_a_body_of_another_type_is_refused(kind):
    answer = call("POST", "/optimize", STEPS, headers={"Content-Type": kind})
    assert answer.status == 415
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", ""])
def test_the_ways_to_say_json_are_accepted(kind):
    assert call("POST", "/optimize", STEPS, headers={"Content-Type": kind}).status == 202


def _encoded(body: str) -> dict:
    return {
        "path": "/optimize",
        "httpMethod": "POST",
        "headers": {"x-api-key": KEY},
        "requestContext": {"path": "/v1/optimize"},
        "body": body,
        "isBase64Encoded": True,
    }


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (base64.b64encode(json.dumps(STEPS).encode()).decode(), 202),
        (base64.b64encode(b"\xff\xfe").decode(), 400),
        ("no base64!", 400),
    ],
)
def test_a_body_in_base64_is_decoded(body, status):
    assert sent_event(_encoded(body)).status == status


def test_validation_answers_the_quality_report_and_starts_nothing(monkeypatch):
    function = InputFunction({"valid": True, "quality": QUALITY, "workflow": OUTLINE})
    monkeypatch.setattr(validate, "client", lambda: function)
    answer = call("POST", "/validate", STEPS | {"seed": 3})
    assert answer.status == 200
    assert answer.json["quality"]["completeness"] == 0.5
    assert answer.json["workflow"]["activities"] == ["Ask"]
    [payload] = function.payloads
    assert payload["action"] == "validate"
    assert payload["submission"]["workflow_data"] == STEPS["workflow_data"]
    assert call("GET", "/workflows").json["workflows"] == []


def test_validation_answers_the_problem_that_was_found(monkeypatch):
    trouble = problem("unreadable-steps", "Unreadable", "No steps.").model_dump(mode="json")
    answer = {"valid": False, "problem": trouble}
    monkeypatch.setattr(validate, "client", lambda: InputFunction(answer))
    refused = call("POST", "/validate", STEPS)
    assert (refused.status, refused.json["title"]) == (422, "Unreadable")


def test_a_crash_of_the_input_function_is_a_failure_of_ours(monkeypatch):
    crash = InputFunction({"errorMessage": "secret"}, FunctionError="Unhandled")
    monkeypatch.setattr(validate, "client", lambda: crash)
    answer = call("POST", "/validate", STEPS)
    assert answer.status == 500
    assert "secret" not in answer.text


def read_here(monkeypatch) -> None:
    """Let the API ask the real input function, in this process."""

    class Real:
        def invoke(self, FunctionName, Payload):  # noqa: N803 - boto3's names
            assert FunctionName == "input" and len(Payload) < 6_000_000  # Lambda's limit
            found = input_agent.handler(json.loads(Payload), CONTEXT)
            return {"Payload": io.BytesIO(json.dumps(found).encode())}

    monkeypatch.setattr(validate, "client", Real)


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_files_of_every_format_are_validated_without_a_session(monkeypatch, packed):
    read_here(monkeypatch)

    for body, name in FILES.values():
        sent = gzip.compress(body) if packed else body
        file = {"filename": name or "log", "content": base64.b64encode(sent).decode()}
        answer = call("POST", "/validate", {"file": file})

        assert answer.status == 200, (name, answer.text)
        assert len(answer.json["workflow"]["activities"]) >= 2
        assert 0 < answer.json["quality"]["completeness"] <= 1
    assert call("GET", "/workflows").json["workflows"] == []


def test_json_of_every_kind_is_validated_inline(monkeypatch):
    read_here(monkeypatch)

    for data in documents.TREES.values():
        answer = call("POST", "/validate", {"workflow_data": data})

        assert answer.status == 200, answer.text
        assert answer.json["quality"]["parts"]


def test_the_columns_of_a_file_may_be_named(monkeypatch):
    read_here(monkeypatch)
    content = base64.b64encode(b"x,y,z\n1,A,2026-01-01\n1,B,2026-01-02\n").decode()
    columns = {"case_id": "x", "activity": "y", "complete_at": "z"}
    body = {"file": {"filename": "log.csv", "content": content}, "columns": columns}

    assert call("POST", "/validate", body).json["workflow"]["activities"] == ["A", "B"]


def test_a_broken_file_is_answered_with_its_place_and_a_cure(monkeypatch):
    read_here(monkeypatch)
    content = base64.b64encode(b"case_id,activity,time\n1,A\n").decode()

    refused = call("POST", "/validate", {"file": {"filename": "log.csv", "content": content}})

    assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, "line 2")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""),
        (STEPS | {"file": {"filename": "a", "content": "QQ=="}}, ""),
        ({"file": {"filename": "a", "content": "no base 64"}}, "/file/content"),
        ({"file": {"filename": "", "content": "QQ=="}}, "/file/filename"),
    ],
)
def test_validation_takes_either_a_file_or_data(body, pointer):
    answer = call("POST", "/validate", body)

    assert answer.status == 422
    assert [part["pointer"] for part in answer.json["errors"]] == [pointer]


def test_validation_names_a_bad_field():
    answer = call("POST", "/validate", STEPS | {"x": 1})
    assert [part["pointer"] for part in answer.json["errors"]] == ["/x"]


@pytest.mark.parametrize("kind", ["reprocess", "fill"])
def test_an_admin_starts_a_replay_of_the_archive(admin, kind):
    answer = call("POST", "/replays", SPAN | {"kind": kind, "name": "one"})
    assert answer.status == 202
    assert answer.json["replay_name"] == f"{kind}-one"
    assert answer.headers["Location"] == f"/v1/replays/{kind}-one"
    found = boto3.client("events").describe_replay(ReplayName=f"{kind}-one")
    assert found["Destination"]["Arn"].endswith(f":event-bus/{BUS}")
    rules = [arn.rsplit("/", 1)[-1] for arn in found["Destination"].get("FilterArns", [])]
    assert rules == (["input"] if kind == "reprocess" else [])
    state = call("GET", f"/replays/{kind}-one").json
    assert (state["replay_name"], state["state"]) == (f"{kind}-one", found["State"])


def test_a_replay_without_a_name_is_given_one(admin):
    answer = call("POST", "/replays", SPAN | {"kind": "fill"})
    assert answer.json["replay_name"].startswith("fill-2")


def test_a_replays_name_is_used_once(admin):
    body = SPAN | {"kind": "fill", "name": "one"}
    assert [call("POST", "/replays", body).status for _ in range(2)] == [202, 409]


@pytest.mark.parametrize(
    ("code", "status"),
    [("LimitExceededException", 429), ("ValidationException", 422), ("AccessDenied", 500)],
)
def test_what_eventbridge_refuses_is_a_problem(admin, monkeypatch, code, status):
    class Refusing:
        def start_replay(self, **_):
            raise ClientError({"Error": {"Code": code, "Message": "arn:aws:secret"}}, "StartReplay")

    monkeypatch.setattr(replays, "client", Refusing)
    answer = call("POST", "/replays", SPAN | {"kind": "fill"})
    assert answer.status == status
    assert "secret" not in answer.text


def test_an_unknown_replay_is_not_found(admin):
    assert call("GET", "/replays/fill-none").status == 404


@pytest.mark.parametrize(("method", "path"), [("POST", "/replays"), ("GET", "/replays/fill-one")])
def test_others_than_admins_may_not_replay(admin, method, path):
    body = SPAN | {"kind": "fill"} if method == "POST" else None
    answer = call(method, path, body, key=OTHER_KEY)
    assert answer.status == 403


def test_nobody_is_admin_unless_the_configuration_says_so():
    assert call("POST", "/replays", SPAN | {"kind": "fill"}).status == 403


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (SPAN, "/kind"),
        (SPAN | {"kind": "again"}, "/kind"),
        (SPAN | {"kind": "fill", "name": "a b"}, "/name"),
        ({"kind": "fill", "from": SPAN["to"], "to": SPAN["from"]}, ""),
        ({"kind": "fill", "from": "2026-01-01T00:00:00", "to": SPAN["to"]}, "/from"),
    ],
)
def test_a_bad_replay_is_named_by_its_pointer(admin, body, pointer):
    answer = call("POST", "/replays", body)
    assert answer.status == 422
    assert [part["pointer"] for part in answer.json["errors"]] == [pointer]


def _attempt(at: datetime, milliseconds: int, status: str = "succeeded", **more) -> None:
    table("MetricsTable").put_item(
        Item={
            "agent_name": "input",
            "metric_timestamp": microseconds(at),
            "session_id": "a-tenants-session",
            "execution_time_ms": milliseconds,
            "status": status,
            "receive_count": 1,
        }
        | more
    )


def test_metrics_sum_up_a_day_and_show_nobodys_data():
    now = datetime.now(UTC)
    _attempt(now - timedelta(hours=1), 100, quality_score=Decimal("0.5"))
    _attempt(now - timedelta(hours=2), 200, quality_score=Decimal(1))
    _attempt(now - timedelta(hours=3), 300, "failed")
    _attempt(now - timedelta(hours=25), 9000)
    sqs = boto3.client("sqs")
    for name, count in (("input", 2), ("input-dead", 1)):
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        for _ in range(count):
            sqs.send_message(QueueUrl=url, MessageBody="{}")
    session_id = submit()
    answer = call("GET", "/metrics/system", key=OTHER_KEY)
    agent = answer.json["agents"]["input"]
    assert agent["queue"] == {"waiting": 2, "in_flight": 0, "dead_letters": 1}
    assert agent["performance"] == {
        "attempts": 3,
        "success_share": pytest.approx(2 / 3),
        "mean_execution_time_ms": 200,
        "p95_execution_time_ms": 290,
        "mean_quality_score": 0.75,
    }
    assert agent["complete"] is True
    assert "a-tenants-session" not in answer.text
    assert str(session_id) not in answer.text


def test_an_agent_that_did_nothing_has_no_means():
    performance = call("GET", "/metrics/system").json["agents"]["input"]["performance"]
    assert performance == {"attempts": 0}
