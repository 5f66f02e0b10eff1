"""Uploads and dropped files, with their stores on moto."""

import json
from base64 import b64decode
from hashlib import sha256
from uuid import UUID, uuid4

import boto3
import pytest
import requests

from common.aws import bus, sessions
from common.aws.artifacts import S3Artifacts
from common.events import WorkflowSubmitted
from common.model.submission import Submission
from functions.api import on_file_dropped
from tests.api_cloud import (
    KEY,
    OTHER_KEY,
    OTHER_OWNER,
    OWNER,
    UPLOAD_MAX_BYTES,
    api_cloud,
    call,
    known,
)
from tests.moto_cloud import BUCKET, CONTEXT, delivery_of, events_seen

CSV = b"case,activity,at\n1,ask,2026-01-01T00:00:00Z\n"
CONFIRMED = {"batchItemFailures": []}


@pytest.fixture(autouse=True)
def cloud(monkeypatch):
    with api_cloud(monkeypatch):
        yield


def put(key: str, body: bytes = CSV, **metadata: str) -> dict:
    """Put a file; return the event with which EventBridge tells of it, as AWS shapes it."""
    s3 = boto3.client("s3")
    stored = s3.put_object(Bucket=BUCKET, Key=key, Body=body, Metadata=metadata)
    return created(key, len(body), stored["ETag"].strip('"'), stored["VersionId"])


def created(key: str, size: int, etag: str, version_id: str) -> dict:
    thing = {"key": key, "size": size, "etag": etag, "version-id": version_id, "sequencer": "00"}
    return {
        "source": "aws.s3",
        "detail-type": "Object Created",
        "detail": {"version": "0", "bucket": {"name": BUCKET}, "object": thing},
    }


def deliver(envelope: dict) -> dict:
    return on_file_dropped.handler(delivery_of(json.dumps(envelope)), CONTEXT)


def answer_to(key: str) -> dict:
    found = boto3.client("s3").get_object(Bucket=BUCKET, Key=f"{key}.answer.json")
    return json.loads(found["Body"].read())


def keys(prefix: str = "intake/") -> list[str]:
    page = boto3.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=prefix)
    return [entry["Key"] for entry in page.get("Contents", [])]


def submissions_seen() -> list[WorkflowSubmitted]:
    return [WorkflowSubmitted.model_validate(envelope["detail"]) for envelope in events_seen()]


def document_of(event: WorkflowSubmitted) -> Submission:
    return Submission.from_json(S3Artifacts(event.metadata).get(event.submission))


def reserve(key: str = KEY, headers: dict | None = None, **options) -> dict:
    answer = call("POST", "/uploads", {"filename": "log.csv"} | options, key=key, headers=headers)
    assert answer.status == 201, answer.text
    return answer.json


def send(reservation: dict, body: bytes = CSV) -> dict:
    """Send a file to where a reservation says, by its key alone."""
    return put(reservation["upload"]["fields"]["key"], body)


def test_an_empty_batch_starts_the_function_and_does_nothing():
    assert on_file_dropped.handler({"Records": []}, CONTEXT) == CONFIRMED
    assert events_seen() == []


def test_a_dropped_file_starts_a_session_and_is_answered():
    key = f"intake/{OWNER}/2026/log ü.csv"
    assert deliver(put(key)) == CONFIRMED
    [event] = submissions_seen()
    document = document_of(event)
    assert (event.entry, event.metadata.owner) == ("drop", OWNER)
    assert (document.file.key, document.filename) == (key, "log ü.csv")
    assert document.file.sha256 == sha256(CSV).hexdigest()
    assert document.file.size_bytes == len(CSV)
    assert S3Artifacts(event.metadata).get(document.file) == CSV
    session_id = event.metadata.session_id
    assert answer_to(key) == {
        "status": "accepted",
        "session_id": str(session_id),
        "workflow_id": f"wf-{session_id.hex[:12]}",
        "status_url": f"/status/{session_id}",
    }
    assert call("GET", f"/status/{session_id}").status == 200


def test_options_come_from_the_files_metadata():
    options = {"analysis-type": "quick_assessment", "output-format": "business_case"}
    deliver(
        put(
            f"intake/{OWNER}/a.csv",
            **options,
            priority="high",
            language="de",
            seed="7",
            **{"workflow-id": "x"},
        )
    )
    [event] = submissions_seen()
    assert event.request.model_dump(mode="json") == {
        "analysis_type": "quick_assessment",
        "output_format": "business_case",
        "priority": "high",
        "language": "de",
        "seed": 7,
    }
    assert event.metadata.workflow_id == "x"


def test_the_object_type_of_an_object_centric_log_comes_along():
    deliver(put(f"intake/{OWNER}/log.json", **{"object-type": "Order"}))
    [event] = submissions_seen()
    document = Submission.from_json(S3Artifacts(event.metadata).get(event.submission))
    assert document.object_type == "Order"


def test_a_bad_option_is_answered_and_starts_nothing():
    deliver(put(f"intake/{OWNER}/a.csv", seed="many", priority="now"))
    answer = answer_to(f"intake/{OWNER}/a.csv")
    assert answer["status"] == "rejected"
    pointers = {part["pointer"] for part in answer["problem"]["errors"]}
    assert pointers == {"x-amz-meta-seed", "x-amz-meta-priority"}
    assert events_seen() == []


def test_the_same_event_twice_is_one_session_one_event_id_and_one_answer():
    key = f"intake/{OWNER}/a.csv"
    envelope = put(key)
    deliver(envelope)
    first = answer_to(key)
    deliver(envelope)
    assert answer_to(key) == first
    assert len({event.metadata.event_id for event in submissions_seen()}) == 1
    listed, _ = sessions.listed(OWNER, newest_first_from=None, limit=9)
    assert [str(session.session_id) for session in listed] == [first["session_id"]]


def test_every_version_of_a_file_is_a_session_of_its_own():
    key = f"intake/{OWNER}/a.csv"
    for body in (CSV, CSV + b"2,ask,2026-01-02T00:00:00Z\n"):
        deliver(put(key, body))
    events = submissions_seen()
    assert len({event.metadata.session_id for event in events}) == 2
    assert [document_of(event).file.size_bytes for event in events] == [len(CSV), len(CSV) + 27]


def test_an_older_version_is_read_although_a_newer_one_lies_above_it():
    first = put(f"intake/{OWNER}/a.csv")
    put(f"intake/{OWNER}/a.csv", b"newer")
    deliver(first)
    [event] = submissions_seen()
    assert document_of(event).file.sha256 == sha256(CSV).hexdigest()


@pytest.mark.parametrize("key", [f"intake/{OWNER}/a.csv.answer.json", f"intake/{OWNER}/", "x.csv"])
def test_answers_folders_and_other_objects_are_left_alone(key):
    assert deliver(put(key)) == CONFIRMED
    assert events_seen() == []
    assert keys("") == [key]


@pytest.mark.parametrize("key", ["intake/a.csv", "intake/someone/a.csv", f"intake/{OWNER}x/a.csv"])
def test_a_file_below_no_owner_is_rejected(key):
    assert deliver(put(key)) == CONFIRMED
    assert answer_to(key)["problem"]["type"].endswith("/not-below-an-owner")
    assert events_seen() == []


@pytest.mark.parametrize(
    ("body", "kind"), [(b"", "/empty-file"), (b"x" * (UPLOAD_MAX_BYTES + 1), "/file-too-large")]
)
def test_a_file_of_an_impossible_size_is_rejected(body, kind):
    key = f"intake/{OWNER}/a.csv"
    deliver(put(key, body))
    assert answer_to(key)["problem"]["type"].endswith(kind)
    assert events_seen() == []


def test_a_file_that_was_deleted_meanwhile_is_rejected():
    envelope = put(f"intake/{OWNER}/a.csv")
    thing = envelope["detail"]["object"]
    boto3.client("s3").delete_object(Bucket=BUCKET, Key=thing["key"], VersionId=thing["version-id"])
    assert deliver(envelope) == CONFIRMED
    assert answer_to(thing["key"])["problem"]["type"].endswith("/file-gone")


def test_a_transient_failure_is_delivered_again_and_then_the_same(monkeypatch):
    envelope = put(f"intake/{OWNER}/a.csv")

    def refuse(*_):
        raise bus.PublishError("down")

    with monkeypatch.context() as broken:
        broken.setattr(bus, "publish", refuse)
        assert len(deliver(envelope)["batchItemFailures"]) == 1
    assert keys() == [f"intake/{OWNER}/a.csv"]
    assert deliver(envelope) == CONFIRMED
    [event] = submissions_seen()
    answer = answer_to(f"intake/{OWNER}/a.csv")
    assert answer["session_id"] == str(event.metadata.session_id)


def test_one_bad_record_does_not_hold_up_the_others():
    good = delivery_of(json.dumps(put(f"intake/{OWNER}/a.csv")))
    bad = delivery_of(json.dumps({"detail": {}}))
    batch = {"Records": bad["Records"] + good["Records"]}
    failures = on_file_dropped.handler(batch, CONTEXT)["batchItemFailures"]
    assert [failure["itemIdentifier"] for failure in failures] == [bad["Records"][0]["messageId"]]
    assert len(events_seen()) == 1


def test_a_key_of_full_length_is_answered_below_its_digest():
    key = f"intake/{OWNER}/".ljust(1020, "x")
    deliver(put(key))
    digest = sha256(key.encode()).hexdigest()
    assert f"intake/{OWNER}/{digest}.answer.json" in keys()


def test_an_upload_is_reserved_in_the_keys_own_prefix_and_bounded():
    reservation = reserve(filename="../my log.xes.gz", workflow_id="travel")
    session_id = reservation["session_id"]
    fields = reservation["upload"]["fields"]
    assert fields["key"] == f"intake/{OWNER}/{session_id}/my_log.xes.gz"
    assert reservation["workflow_id"] == "travel"
    assert reservation["status_url"] == f"/v1/status/{session_id}"
    assert reservation["max_bytes"] == UPLOAD_MAX_BYTES
    policy = json.loads(b64decode(fields["policy"]))
    assert ["content-length-range", 1, UPLOAD_MAX_BYTES] in policy["conditions"]
    assert {"key": fields["key"]} in policy["conditions"]
    assert call("GET", f"/status/{session_id}").json["status"] == "queued"
    assert events_seen() == []


def test_the_form_stores_the_file():
    reservation = reserve()
    form = reservation["upload"]
    sent = requests.post(form["url"], data=form["fields"], files={"file": CSV}, timeout=5)
    assert sent.status_code in (200, 204)
    assert form["fields"]["key"] in keys()


def test_an_uploaded_file_starts_its_session_with_its_options():
    columns = {"case_id": "case"}
    reservation = reserve(seed=7, context="c", columns=columns, priority="low")
    deliver(send(reservation))
    [event] = submissions_seen()
    document = document_of(event)
    assert str(event.metadata.session_id) == reservation["session_id"]
    assert (event.entry, event.request.seed, event.request.priority) == ("upload", 7, "low")
    assert (document.context, document.columns) == ("c", columns)
    assert document.filename == "log.csv"
    assert answer_to(reservation["upload"]["fields"]["key"])["status"] == "accepted"
    assert known(UUID(reservation["session_id"])).submitted == event


def test_an_uploads_event_twice_is_one_session_one_event_id_and_one_answer():
    reservation = reserve()
    envelope = send(reservation)
    deliver(envelope)
    first = answer_to(reservation["upload"]["fields"]["key"])
    deliver(envelope)
    assert answer_to(reservation["upload"]["fields"]["key"]) == first
    assert len({event.metadata.event_id for event in submissions_seen()}) == 1


def test_a_second_version_of_an_upload_is_a_session_of_its_own():
    reservation = reserve()
    for body in (CSV, CSV + b"2"):
        deliver(send(reservation, body))
    first, second = submissions_seen()
    assert str(first.metadata.session_id) == reservation["session_id"]
    assert second.metadata.session_id != first.metadata.session_id
    assert second.entry == "drop"


def test_a_crash_before_an_uploads_event_is_out_is_healed(monkeypatch):
    envelope = send(reserve())

    def refuse(*_):
        raise bus.PublishError("down")

    with monkeypatch.context() as broken:
        broken.setattr(bus, "publish", refuse)
        deliver(envelope)
    deliver(envelope)
    assert len(submissions_seen()) == 1


def test_nobody_starts_a_session_that_another_reserved():
    theirs = reserve(key=OTHER_KEY)["session_id"]
    deliver(put(f"intake/{OWNER}/{theirs}/log.csv"))
    [event] = submissions_seen()
    assert (event.metadata.owner, event.entry) == (OWNER, "drop")
    assert str(event.metadata.session_id) != theirs
    assert known(UUID(theirs)).submitted is None
    assert known(UUID(theirs)).owner == OTHER_OWNER


def test_a_folder_that_looks_like_a_reservation_is_just_a_folder():
    deliver(put(f"intake/{OWNER}/{uuid4()}/log.csv"))
    assert [event.entry for event in submissions_seen()] == ["drop"]


def test_uploads_honour_the_idempotency_key():
    headers = {"Idempotency-Key": "k"}
    first, second = reserve(headers=headers, seed=2), reserve(headers=headers, seed=2)
    assert first["session_id"] == second["session_id"]
    assert first["upload"]["fields"]["key"] == second["upload"]["fields"]["key"]
    other = call("POST", "/uploads", {"filename": "log.csv", "seed": 3}, headers=headers)
    assert other.status == 422
    inline = call("POST", "/optimize", {"workflow_data": "x"}, headers=headers)
    assert inline.status == 422


def test_the_file_of_a_cancelled_upload_is_rejected():
    reservation = reserve()
    call("POST", f"/status/{reservation['session_id']}/cancel")
    deliver(send(reservation))
    answer = answer_to(reservation["upload"]["fields"]["key"])
    assert answer["problem"]["type"].endswith("/upload-cancelled")
    assert events_seen() == []


def test_cancelling_after_the_file_came_does_not_change_its_answer():
    reservation = reserve()
    envelope = send(reservation)
    deliver(envelope)
    first = answer_to(reservation["upload"]["fields"]["key"])
    events_seen()
    call("POST", f"/status/{reservation['session_id']}/cancel")
    deliver(envelope)
    assert answer_to(reservation["upload"]["fields"]["key"]) == first
    assert events_seen() == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/filename"),
        ({"filename": ""}, "/filename"),
        ({"filename": "x" * 256}, "/filename"),
        ({"filename": "a.answer.json"}, "/filename"),
        ({"filename": "a.csv", "workflow_data": "x"}, "/workflow_data"),
        ({"filename": "a.csv", "columns": {"case_id": 3}}, "/columns/case_id"),
    ],
)
def test_a_bad_upload_is_named_by_its_pointer(body, pointer):
    answer = call("POST", "/uploads", body)
    assert answer.status == 422
    assert [part["pointer"] for part in answer.json["errors"]] == [pointer]
