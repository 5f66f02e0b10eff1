"""One cloud for all end-to-end tests: MiniStack with template.yaml as it stands."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli import cloud
from cli.main import run
from tests.e2e.house import House, environment

HERE = Path(__file__).parent
# The cloud outlives the command that starts it, so its process is never waited for.
UNWAITED = pytest.mark.filterwarnings("ignore:.*:ResourceWarning")
RAISED_LATER = pytest.mark.filterwarnings("ignore:.*:pytest.PytestUnraisableExceptionWarning")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(UNWAITED)
            item.add_marker(RAISED_LATER)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("cloud")
    faults = tmp_path_factory.mktemp("faults")
    running = cloud.up(
        home, keep=False, parameters={"RetryDelaySeconds": "1"}, extra=environment(faults)
    )
    try:
        yield House(
            running,
            faults,
            seen=_queue_of(running, "seen", running.outputs["BusName"], {"prefix": "wfo."}),
            announced=_queue_of(running, "announced", "default", "aws.s3"),
        )
    finally:
        cloud.down(home)


def _queue_of(running: cloud.Cloud, name: str, bus: str, source: object) -> str:
    """Return the URL of a new queue that gets every event of a source on a bus."""
    sqs, events = running.session.client("sqs"), running.session.client("events")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    about = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    pattern = json.dumps({"source": [source]})
    events.put_rule(Name=name, EventBusName=bus, EventPattern=pattern)
    target = {"Id": name, "Arn": about["Attributes"]["QueueArn"]}
    events.put_targets(Rule=name, EventBusName=bus, Targets=[target])
    return str(url)


@pytest.fixture
def wfo(house: House, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return the command, talking to the tests' cloud; it answers with its exit code."""
    monkeypatch.setenv("WFO_HOME", str(house.cloud.home))
    for name in ("WFO_API_URL", "WFO_API_KEY", "WFO_STACK"):
        monkeypatch.delenv(name, raising=False)
    return lambda *arguments: run([str(argument) for argument in arguments])
