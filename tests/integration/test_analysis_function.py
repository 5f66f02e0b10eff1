"""The analysis function as AWS calls it: its knowledge in the bucket, its thresholds in a table."""

import hashlib
import json
from decimal import Decimal
from uuid import uuid4

import boto3
import pytest

from common.aws.artifacts import S3Artifacts
from common.events import WorkflowParsed
from common.model.assessment import Assessment
from common.model.quality import Quality
from common.model.submission import Submission
from functions.analysis import on_workflow_parsed
from functions.input.reading.submission import read
from tests.events import submitted
from tests.moto_cloud import BUCKET, CONTEXT, delivery, events_seen, moto_cloud
from tests.paths import ROOT

TOLD = {"name": "Claims", "steps": ["Enter", "Approve", "Pay"],
        "metrics": {"cycle_time_days": 7, "rejection_rate": 0.15}}  # fmt: skip
RULE = "lean-defects-rejection"


@pytest.fixture(autouse=True)
def cloud(monkeypatch):
    with moto_cloud(monkeypatch, "analysis"):
        for file in (ROOT / "framework_knowledge").glob("*.json"):
            key = f"framework_knowledge/{file.name}"
            boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=file.read_bytes())
        yield


def severity() -> str | None:
    """The severity of what the function finds about the rejections of ``TOLD``."""
    metadata = submitted(uuid4().hex).metadata
    put = S3Artifacts(metadata).put
    quality = Quality(source="structured", format="JSON", completeness=0.5, parts=())
    workflow = read(Submission(workflow_data=TOLD), None).workflow
    event = WorkflowParsed(
        metadata=metadata,
        submission=put("submission.json", b"{}"),
        workflow=put("workflow.json", workflow.to_json()),
        quality=put("quality.json", quality.to_json()),
        quality_score=0.5,
    )
    answer = on_workflow_parsed.handler(delivery(event.model_dump_json()), CONTEXT)
    assert answer == {"batchItemFailures": []}
    [envelope] = events_seen()
    key = envelope["detail"]["assessment"]["key"]
    body = boto3.client("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read()
    found = {each.rule: each.severity.value for each in Assessment.from_json(body).findings}
    return found.get(RULE)


def configure(**thresholds: float) -> None:
    table = boto3.resource("dynamodb").Table("ConfigurationTable")
    for name, value in thresholds.items():
        item = {"config_category": "thresholds", "config_key": f"{RULE}.{name}"}
        table.put_item(Item={**item, "config_value": Decimal(str(value))})


def test_the_action_answers_what_was_loaded_with_counts_and_checksums():
    answer = on_workflow_parsed.handler({"action": "test_framework_loading"}, CONTEXT)
    on_disk = (ROOT / "framework_knowledge" / "lean.json").read_bytes()

    assert answer["rules"]["lean"] == len(json.loads(on_disk)["rules"])
    assert set(answer["rules"]) == {"lean", "agile", "operating_model", "constraints"}
    assert answer["heuristics"] == 29
    assert answer["tenets"]["agile"] == 16
    assert answer["sha256"]["lean.json"] == hashlib.sha256(on_disk).hexdigest()


def test_a_threshold_of_the_table_takes_the_place_of_that_of_the_file():
    configure(low=0.9, medium=0.95, high=0.97, critical=0.99)

    assert severity() is None


def test_a_stricter_threshold_makes_the_finding_more_severe():
    configure(low=0.01, medium=0.02, high=0.03, critical=0.1)

    assert severity() == "critical"


def test_without_an_override_the_file_decides():
    assert severity() in {"low", "medium", "high"}
