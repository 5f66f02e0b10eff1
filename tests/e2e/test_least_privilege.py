"""The way from submission to report, with the policies of every function's role evaluated."""

import re
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from cli import cloud, warming
from cli.client import RefusedError
from tests.e2e.house import BRIEFLY, TEXT, House

TLS_ONLY = 'aws:SecureTransport: "false"'  # the laptop's cloud speaks plain HTTP
# MiniStack does not know what a request says about its source, so no source fits.
OWN_SOURCE = re.compile(r"Condition: \{StringEquals: \{events:source: wfo\.\w+\}\}")


def _up(home: Path, template: str) -> cloud.Cloud:
    home.mkdir()
    (home / "template.yaml").write_text(template)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cloud, "TEMPLATE", home / "template.yaml")
        patch.setattr(warming, "workers", lambda *_: nullcontext())  # few are needed
        return cloud.up(home, keep=False, extra={"AUTH": "true"})


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[House]:
    """A cloud that evaluates policies, but for the two conditions that it cannot meet."""
    template = OWN_SOURCE.sub("", cloud.TEMPLATE.read_text())
    running = _up(tmp_path / "home", template.replace(TLS_ONLY, 'aws:SecureTransport: "never"'))
    yield House(running, tmp_path, "", "")
    cloud.down(tmp_path / "home")


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[House]:
    """A cloud that evaluates policies as they stand."""
    running = _up(tmp_path / "home", OWN_SOURCE.sub("", cloud.TEMPLATE.read_text()))
    yield House(running, tmp_path, "", "")
    cloud.down(tmp_path / "home")


def test_every_function_has_the_rights_that_a_report_needs(guarded: House, tmp_path: Path) -> None:
    file = tmp_path / "steps.bin"
    file.write_text(TEXT)
    uploaded = guarded.client.upload(file, {"filename": "steps.txt"} | BRIEFLY)["session_id"]
    for session_id in (guarded.submit("guarded"), uploaded):
        assert guarded.ended(session_id)["status"] == "completed"
        assert guarded.client.result(session_id, "json")
        assert guarded.client.result(session_id, "pdf")


def test_the_bucket_takes_nothing_over_a_connection_in_the_clear(plain: House) -> None:
    with pytest.raises(RefusedError) as refused:
        plain.submit("in-the-clear")
    assert refused.value.status == 500
