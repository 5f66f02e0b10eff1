"""The laptop's cloud itself: what it listens on, what it keeps, how it is started and stopped."""

import json
import os
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli import cloud
from cli.main import run
from tests.e2e.house import TEXT, House

PROC = Path("/proc")
BY_MESSAGES = {"Intake", "Input", "Analysis", "Optimization", "Output", "Progress"}  # functions
BRIEFLY = ("--analysis-type", "quick_assessment")
LISTENING = "0A"
LOOPBACK = "0100007F"  # 127.0.0.1 in the byte order of /proc/net/tcp


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of its own; whatever runs there is stopped in the end."""
    monkeypatch.setenv("WFO_HOME", str(tmp_path / "home"))
    yield tmp_path / "home"
    cloud.down(tmp_path / "home")


@pytest.mark.skipif(not PROC.is_dir(), reason="needs /proc")
def test_the_cloud_and_its_workers_listen_on_the_loopback_only(house: House) -> None:
    house.ended(house.submit("listening"))
    listening = _listeners(house.cloud.pid)
    assert listening
    assert {address for address, _ in listening} == {LOOPBACK}
    assert house.cloud.port in {port for _, port in listening}


def test_workers_stand_before_the_first_message_and_sessions_and_keys_survive_a_restart(
    home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = tmp_path / "travel.txt"
    text.write_text(TEXT)
    assert run(["up", "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    started = _workers_started(home)
    assert {name.split("-")[1] for name in started} == BY_MESSAGES | {"Api"}
    assert run(["submit", str(text), "--wait", *BRIEFLY]) == 0
    session_id = capsys.readouterr().out.strip()
    assert run(["results", session_id]) == 0
    report = capsys.readouterr().out
    assert _workers_started(home) == started, "a worker was started while a message waited"
    assert run(["down"]) == 0
    assert run(["status", session_id]) == 5
    capsys.readouterr()
    assert run(["up", "--json"]) == 0
    assert {**json.loads(capsys.readouterr().out), "pid": 0} == {**first, "pid": 0}
    assert run(["results", session_id]) == 0
    assert capsys.readouterr().out == report
    assert run(["submit", str(text), "--wait", *BRIEFLY]) == 0
    assert capsys.readouterr().out.strip() != session_id


def test_a_second_start_while_one_is_under_way_is_told_so(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    with cloud._alone(home):
        assert run(["up"]) == 5
    assert "Another wfo is starting" in capsys.readouterr().err


def test_a_start_on_a_port_that_is_taken_says_so(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert run(["up", "--port", str(other.getsockname()[1])]) == 5
    assert "is taken" in capsys.readouterr().err


def test_a_file_left_by_a_cloud_that_died_counts_for_nothing(
    home: Path, house: House, wfo: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    left = json.loads((house.cloud.home / "cloud.json").read_text()) | {"pid": os.getpid()}
    (home / "cloud.json").write_text(json.dumps(left))
    assert cloud.running(home) is None
    assert cloud.down(home) is False


def test_what_the_template_wants_and_cloudformation_left_out_is_set(house: House) -> None:
    session, outputs = house.cloud.session, house.cloud.outputs
    archive = session.client("events").describe_archive(ArchiveName=outputs["ArchiveName"])
    assert archive["RetentionDays"] == 30
    assert json.loads(archive["EventPattern"]) == {"source": [{"prefix": "wfo."}]}
    dynamodb = session.client("dynamodb")
    lifetime = dynamodb.describe_time_to_live(TableName=outputs["IdempotencyTable"])
    assert lifetime["TimeToLiveDescription"]["AttributeName"] == "expiration"
    backups = dynamodb.describe_continuous_backups(TableName=outputs["StateTable"])
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"
    rules = session.client("s3").get_bucket_lifecycle_configuration(Bucket=outputs["BucketName"])
    assert {rule["Filter"]["Prefix"] for rule in rules["Rules"]} >= {"intake/", "sessions/"}
    mappings = session.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    limits = [m["ScalingConfig"]["MaximumConcurrency"] for m in mappings if "ScalingConfig" in m]
    assert limits == [2] * len(limits) != []


def test_configuration_and_knowledge_are_seeded_once(house: House) -> None:
    table = house.cloud.session.resource("dynamodb").Table(
        house.cloud.outputs["ConfigurationTable"]
    )
    items = {(i["config_category"], i["config_key"]): i for i in table.scan()["Items"]}
    assert items["thresholds", "max_processing_time"]["config_value"] == 300
    assert float(items["quality", "minimum_quality_score"]["config_value"]) == 0.8
    for item in items.values():
        assert {"config_value", "data_type", "description", "environment", "version"} <= set(item)
    bucket = house.cloud.outputs["BucketName"]
    found = house.cloud.session.client("s3").list_objects_v2(
        Bucket=bucket, Prefix="framework_knowledge/"
    )
    stored = {entry["Key"].split("/")[-1] for entry in found["Contents"]}
    assert stored == {file.name for file in cloud.SOURCE.glob("framework_knowledge/*.json")}
    top = house.cloud.session.client("s3").list_objects_v2(Bucket=bucket, Delimiter="/")
    folders = {entry["Prefix"] for entry in top["CommonPrefixes"]}
    assert folders >= {"training_data/", "validation_data/", "bpi_challenge_data/"}


def test_the_watchdog_runs_as_deployed(house: House) -> None:
    answer = house.cloud.session.client("lambda").invoke(
        FunctionName=house.cloud.resources["Watchdog"], Payload=b"{}"
    )
    assert "FunctionError" not in answer, answer["Payload"].read()


def _workers_started(home: Path) -> list[str]:
    """Return the function of every worker that the cloud of a home has started."""
    return re.findall(r"Lambda worker spawned for (\S+)", (home / "cloud.log").read_text())


def _listeners(pid: int) -> set[tuple[str, int]]:
    """Return address and port of every socket that a process or its children listen on."""
    inodes = {inode for process in _family(pid) for inode in _sockets(process)}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in (PROC / "net" / table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENING and fields[9] in inodes:
                address, port = fields[1].split(":")
                found.add((address, int(port, 16)))
    return found


def _family(pid: int) -> set[int]:
    parents = {}
    for folder in PROC.glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")")[1].split()[1])
        except OSError:
            continue
    family = {pid}
    while grown := {child for child, parent in parents.items() if parent in family} - family:
        family |= grown
    return family


def _sockets(pid: int) -> set[str]:
    found = set()
    for descriptor in (PROC / str(pid) / "fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except OSError:
            continue
        if target.startswith("socket:["):
            found.add(target.removeprefix("socket:[").removesuffix("]"))
    return found
