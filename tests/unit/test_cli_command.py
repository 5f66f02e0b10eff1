"""The command's manners: exit codes, what it says, and what it never says."""

import json
import os
from pathlib import Path

import pytest

from cli import main
from cli.client import Client
from cli.main import run
from cli.ministack import environment
from cli.target import Target

TEXT = "1. Clerk checks the form (10 minutes).\n2. Manager approves it (waits 2 days, 5 minutes).\n"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cloud runs and no deployment is named."""
    monkeypatch.setenv("WFO_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("WFO_API_URL", raising=False)
    monkeypatch.delenv("WFO_API_KEY", raising=False)


def test_help_lists_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    for code in ("0   done", "3   invalid input", "5   no cloud"):
        assert code in shown


@pytest.mark.parametrize(
    "arguments", [["fly"], ["run"], ["redrive", "nowhere"], ["up", "--port", "x"]]
)
def test_wrong_usage_is_told_with_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_missing_file_is_invalid_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["run", "no-such-file.csv"]) == 3
    assert capsys.readouterr().err == "wfo: There is no file no-such-file.csv\n"


def test_without_a_cloud_the_ways_to_one_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list"]) == 5
    assert "wfo up" in capsys.readouterr().err


def test_an_api_that_does_not_answer_is_unreachable(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--api-url", "http://127.0.0.1:9", "--api-key", "k", "status", "x"]
    assert run(arguments) == 5
    assert "cannot be reached" in capsys.readouterr().err


def test_a_deployment_without_a_key_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--api-url", "http://127.0.0.1:9", "list"]) == 2
    assert "WFO_API_KEY" in capsys.readouterr().err


def test_flags_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Target] = []
    monkeypatch.setenv("WFO_API_URL", "http://environment")
    monkeypatch.setenv("WFO_API_KEY", "environment")
    monkeypatch.setattr(Target, "client", lambda target: seen.append(target) or _Listing())
    assert run(["list"]) == run(["--api-url", "http://flag", "list"]) == 0
    assert [(t.api_url, t.api_key) for t in seen] == [
        ("http://environment", "environment"),
        ("http://flag", "environment"),
    ]


class _Listing:
    def workflows(self, filters: dict[str, object]) -> dict[str, list[str]]:
        return {"workflows": []}


def test_an_unexpected_error_is_one_line_that_names_its_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(main.Target, "client", lambda target: 1 / 0)
    assert run(["list"]) == 70
    (line,) = capsys.readouterr().err.splitlines()
    log = Path(line.rpartition(" ")[2])
    assert "ZeroDivisionError" in log.read_text()
    log.unlink()


def test_validate_says_how_good_a_text_is_and_sends_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "form.txt"
    file.write_text(TEXT)
    assert run(["validate", str(file), "--json"]) == 0
    quality = json.loads(capsys.readouterr().out)
    assert quality["source"] == "text"
    assert 0 < quality["completeness"] < 1


def test_validate_tells_what_is_wrong_with_a_broken_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "broken.xes"
    file.write_text("<log><trace><event></trace>")
    assert run(["validate", str(file)]) == 3
    assert capsys.readouterr().err.startswith("wfo: ")


def test_no_colour_without_a_terminal_or_with_no_color(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["doctor"])
    assert "\x1b" not in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    run(["doctor"])
    assert "\x1b" not in capsys.readouterr().out


def test_the_cloud_inherits_nothing_of_the_users_shell(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a real one")
    monkeypatch.setenv("STATE_TABLE", "hides a gap in the template")
    inherited = environment(tmp_path, 4000, keep=True, extra={})
    assert "STATE_TABLE" not in inherited
    assert "a real one" not in inherited.values()
    assert inherited["BIND_HOST"] == "127.0.0.1"
    assert inherited["AWS_CONFIG_FILE"] == os.devnull


def test_a_request_is_repeated_under_one_idempotency_key(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []

    class Answer:
        def __init__(self, status: int) -> None:
            self.headers = {"Retry-After": "0"}
            self.status_code, self.ok = status, status < 400

        def json(self) -> dict[str, str]:
            return {"session_id": "s"}

    def send(client: Client, method: str, url: str, **options: object) -> Answer:
        sent.append(dict(options)["headers"]["Idempotency-Key"])  # type: ignore[index]
        return Answer(503 if len(sent) < 3 else 202)

    monkeypatch.setattr(Client, "_send", send)
    assert Client("http://api", "key").optimize({"workflow_data": "x"}) == {"session_id": "s"}
    assert len(sent) == 3
    assert len(set(sent)) == 1
