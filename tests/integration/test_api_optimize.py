"""POST /optimize, with its stores on moto."""

import json
from uuid import UUID

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.aws import bus, sessions
from common.aws.artifacts import S3Artifacts
from common.events import WorkflowSubmitted
from common.model.session import Status
from common.model.submission import Submission
from tests.api_cloud import KEY, OTHER_KEY, OWNER, api_cloud, bring_to, call, known
from tests.moto_cloud import BUCKET, events_seen

STEPS = {"workflow_data": "1. Ask. 2. Answer."}


@pytest.fixture(autouse=True)
def cloud(monkeypatch):
    with api_cloud(monkeypatch):
        yield


def submissions_seen() -> list[WorkflowSubmitted]:
    return [WorkflowSubmitted.model_validate(envelope["detail"]) for envelope in events_seen()]


def with_key(body, idempotency_key="k-1", key=KEY):
    return call("POST", "/optimize", body, key=key, headers={"Idempotency-Key": idempotency_key})


def test_a_submission_is_stored_listed_and_announced():
    answer = call("POST", "/optimize", STEPS | {"workflow_id": "travel", "seed": 7, "context": "c"})
    assert answer.status == 202
    session_id = answer.json["session_id"]
    assert answer.json == {
        "session_id": session_id,
        "workflow_id": "travel",
        "status": "queued",
        "status_url": f"/v1/status/{session_id}",
    }
    assert answer.headers["Location"] == f"/v1/status/{session_id}"
    assert int(answer.headers["Retry-After"]) > 0
    [event] = submissions_seen()
    assert (event.entry, event.request.seed, event.metadata.owner) == ("api", 7, OWNER)
    document = Submission.from_json(S3Artifacts(event.metadata).get(event.submission))
    assert (document.workflow_data, document.context) == (STEPS["workflow_data"], "c")
    assert known(UUID(session_id)).submitted == event
    listed, _ = sessions.listed(OWNER, newest_first_from=None, limit=9)
    assert [str(session.session_id) for session in listed] == [session_id]


def test_the_event_is_published_as_the_apis_own_source():
    call("POST", "/optimize", STEPS)
    assert [envelope["source"] for envelope in events_seen()] == ["wfo.api"]


def test_a_workflow_without_a_name_is_named_after_its_session():
    answer = call("POST", "/optimize", {"workflow_data": {"steps": ["a"]}})
    assert answer.json["workflow_id"] == "wf-" + answer.json["session_id"].replace("-", "")[:12]


def test_without_an_idempotency_key_every_request_is_a_session():
    first, second = (call("POST", "/optimize", STEPS).json for _ in range(2))
    assert first["session_id"] != second["session_id"]


def test_the_same_key_and_body_give_the_same_answer_and_event():
    first, again = with_key(STEPS), with_key(STEPS)
    assert (again.status, again.text) == (first.status, first.text)
    assert len({event.metadata.event_id for event in submissions_seen()}) == 1


def test_the_order_of_fields_is_no_other_body():
    body = STEPS | {"seed": 3}
    first, second = with_key(body), with_key(dict(reversed(body.items())))
    assert (first.status, first.text) == (second.status, second.text)


def test_another_body_under_the_same_key_is_refused():
    with_key(STEPS)
    answer = with_key(STEPS | {"seed": 2})
    assert answer.status == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["type"].endswith("/idempotency-key-reused")
    assert answer.json["errors"][0]["pointer"] == "header idempotency-key"


def test_an_idempotency_key_means_nothing_to_another_tenant():
    mine, theirs = with_key(STEPS), with_key(STEPS | {"seed": 2}, key=OTHER_KEY)
    assert mine.status == theirs.status == 202
    assert mine.json["session_id"] != theirs.json["session_id"]


def test_a_crash_between_creation_and_publishing_is_healed_by_repeating(monkeypatch):
    def refuse(*_):
        raise bus.PublishError("down")

    with monkeypatch.context() as broken:
        broken.setattr(bus, "publish", refuse)
        assert with_key(STEPS).status == 500
    assert submissions_seen() == []
    answer = with_key(STEPS)
    assert answer.status == 202
    [event] = submissions_seen()
    assert str(event.metadata.session_id) == answer.json["session_id"]


def test_a_session_that_has_begun_is_not_announced_again():
    answer = with_key(STEPS)
    bring_to(UUID(answer.json["session_id"]), Status.PROCESSING)
    events_seen()
    assert with_key(STEPS).text == answer.text
    assert events_seen() == []


@pytest.mark.parametrize("key", ["", "with space", "ü", "x" * 256])
def test_an_idempotency_key_must_be_visible_ascii(key):
    answer = with_key(STEPS, key)
    assert answer.status == 422
    assert answer.json["errors"][0]["pointer"] == "header idempotency-key"


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/workflow_data"]),
        ({"workflow_data": ""}, ["/workflow_data"]),
        ({"workflow_data": " \n"}, ["/workflow_data"]),
        ({"workflow_data": {}}, ["/workflow_data"]),
        ({"workflow_data": 3}, ["/workflow_data"]),
        (STEPS | {"colour": "red", "a/b~c": 1}, ["/a~1b~0c", "/colour"]),
        (STEPS | {"workflow_id": "../x"}, ["/workflow_id"]),
        (STEPS | {"seed": -1, "priority": "now"}, ["/priority", "/seed"]),
        (STEPS | {"seed": True}, ["/seed"]),
        (STEPS | {"analysis_type": "deep"}, ["/analysis_type"]),
        (STEPS | {"context": "x" * 20_001}, ["/context"]),
    ],
)
def test_a_bad_field_is_named_by_its_pointer(body, pointers):
    answer = call("POST", "/optimize", body)
    assert answer.status == 422
    assert [part["pointer"] for part in answer.json["errors"]] == pointers
    assert events_seen() == []


@pytest.mark.parametrize(
    "raw",
    [
        "{",
        "nope",
        '{"workflow_data": NaN}',
        '{"workflow_data": [1e999]}',
        '{"workflow_data": "\\ud800"}',
        "[" * 100_000,
        '{"seed": ' + "9" * 5000 + "}",
    ],
)
def test_what_is_not_json_is_refused(raw):
    answer = call("POST", "/optimize", raw=raw)
    assert answer.status == 400
    assert answer.json["type"].endswith("/malformed-json")


@pytest.mark.parametrize("raw", ["[]", '["x"]', "3", "null", '[{"workflow_data": "x"}]'])
def test_a_body_must_be_an_object(raw):
    answer = call("POST", "/optimize", raw=raw)
    assert answer.status == 422
    assert answer.json["errors"][0]["pointer"] == ""


def test_a_missing_body_is_refused():
    assert call("POST", "/optimize").status == 422


def test_nesting_is_bounded():
    deep = {"workflow_data": {"a": json.loads("[" * 70 + "]" * 70)}}
    assert call("POST", "/optimize", deep).status == 422


def test_a_large_body_is_sent_to_uploads():
    answer = call("POST", "/optimize", {"workflow_data": "x" * 1_000_000})
    assert answer.status == 413
    assert "/uploads" in answer.json["detail"]


def test_a_failure_of_ours_shows_nothing_of_the_inside():
    boto3.resource("s3").Bucket(BUCKET).object_versions.delete()
    boto3.client("s3").delete_bucket(Bucket=BUCKET)
    answer = call("POST", "/optimize", STEPS)
    assert answer.status == 500
    assert answer.json["instance"] == "urn:uuid:test"
    assert "Bucket" not in answer.text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
FIELDS = [
    "workflow_data",
    "seed",
    "priority",
    "context",
    "organization_context",
    "workflow_id",
    "x",
]
BODIES = (
    st.dictionaries(st.sampled_from(FIELDS), JSON).map(json.dumps)
    | JSON.map(json.dumps)
    | st.text(max_size=30)
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(raw=BODIES)
def test_no_body_makes_the_api_fail(raw):
    assert call("POST", "/optimize", raw=raw).status in {202, 400, 413, 422}
