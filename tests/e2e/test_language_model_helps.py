"""The whole way with a language model behind the laptop's Bedrock: good, lying, and none."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from cli import cloud
from cli.commands.cloud_commands import with_model
from cli.main import run
from tests.e2e.house import TEXT, House
from tests.unit.test_input_assistance import GOOD, POORLY


class Speaker:
    """A server of the OpenAI kind that answers each task as a test wants it."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[str] = []
        speaker = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                task = next((t for t in speaker.answers if t in body), "")
                speaker.asked.append(task)
                said = speaker.answers.get(task, "I would rather not say.")
                text = said if isinstance(said, str) else json.dumps(said)
                reply = {
                    "choices": [{"message": {"role": "assistant", "content": text}}],
                    "usage": {"prompt_tokens": 900, "completion_tokens": 90},
                }
                sent = json.dumps(reply).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, format: str, *args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"


READS, RETELLS = "You read the description", "You retell the sentences"


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Speaker]]:
    home, speaker = tmp_path_factory.mktemp("spoken"), Speaker()
    parameters, extra = with_model(speaker.url, "llama3.2:3b")
    running = cloud.up(home, keep=False, parameters=parameters, extra=extra)
    yield House(running, home, "", ""), speaker
    cloud.down(home)
    speaker.server.shutdown()
    speaker.server.server_close()


def uses_of(status: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {use["task"]: use for stage in status["stages"].values() for use in stage["model_uses"]}


def report_of(house: House, session_id: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(house.client.result(session_id, "json"))
    return body


def test_without_an_answer_of_use_the_report_is_made_and_the_status_says_so(
    spoken: tuple[House, Speaker],
) -> None:
    house, speaker = spoken
    speaker.answers = {}
    session = house.submit("silent")
    status = house.ended(session)
    assert status["status"] == "completed"
    use = uses_of(status)["output.narrative"]
    assert (use["outcome"], use["trouble"]) == ("fell_back", "unreadable")
    assert "assistance" not in report_of(house, session)


def test_numbers_are_the_same_whether_a_model_helps_lies_or_is_silent(
    spoken: tuple[House, Speaker],
) -> None:
    house, speaker = spoken
    reports = {}
    for name, told in {
        "silent": "No.",
        "lying": {"told": [{"number": 1, "text": "It takes 4711 h and costs 99 euros."}]},
        "good": {"told": [{"number": 1, "text": "No log says how long a case takes."}]},
    }.items():
        speaker.answers = {RETELLS: told}
        session = house.submit(f"same-{name}", TEXT + f"\n{' ' * len(name)}")
        assert house.ended(session)["status"] == "completed"
        reports[name] = report_of(house, session)
    assert "4711 h" not in json.dumps(reports)
    for report in reports.values():
        report.pop("assistance", None)
    assert reports["silent"] == reports["lying"] == reports["good"]


def test_a_text_that_is_read_poorly_gets_help_and_tokens_are_accounted_for(
    spoken: tuple[House, Speaker],
) -> None:
    house, speaker = spoken
    speaker.answers = {READS: GOOD}
    session = house.submit("helped", POORLY)
    status = house.ended(session)
    assert status["status"] == "completed"
    use = uses_of(status)["input.workflow_of_text"]
    assert (use["outcome"], use["calls"], use["accepted"]) == ("answered", 1, 12)
    assert (use["input_tokens"], use["output_tokens"]) == (900, 90)
    report = report_of(house, session)
    names = [activity["name"] for activity in report["workflow"]["activities"]]
    assert names == [step["name"] for step in GOOD["steps"]]
    before = speaker.asked.count(READS)
    again = house.submit("helped-again", POORLY)
    kept = uses_of(house.ended(again))["input.workflow_of_text"]
    assert kept["kept_answer"] and kept["calls"] == 0
    assert speaker.asked.count(READS) == before


def test_the_command_needs_a_model_beside_its_address() -> None:
    assert run(["up", "--model-url", "http://127.0.0.1:1"]) != 0
