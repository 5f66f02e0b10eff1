"""Waits for sessions and says how they get on."""

import sys
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import click

from cli.client import Client, worded
from cli.errors import CommandError, Exit

POLL_S = 0.25
STAGES = ("input", "analysis", "optimization", "output")
ENDED = ("completed", "failed", "cancelled")


class Progress:
    """Prints on standard error what is new since the last look; on a terminal also what runs."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._live = sys.stderr.isatty() and not quiet
        self._told: set[tuple[str, str, str]] = set()
        self._began = time.monotonic()

    def show(self, name: str, status: Mapping[str, Any]) -> None:
        if self._quiet:
            return
        for stage in STAGES:
            record = (status.get("stages") or {}).get(stage)
            if record and record["status"] != "started":
                self._tell(name, stage, record, final=status["status"] in ENDED)
        if self._live and status["status"] not in ENDED:
            stage = status.get("current_stage") or status["status"]
            waited = time.monotonic() - self._began
            click.echo(f"\r\033[K{name}  {stage} … {waited:.0f} s", err=True, nl=False)

    def sum_up(self, name: str, status: Mapping[str, Any]) -> None:
        """Say how long the whole took and how much of it the agents worked."""
        spent = times(status)
        if spent is None or self._quiet:
            return
        whole_s, computing_s = spent
        self.clear()
        click.echo(
            f"{name}  {'report':<13}{whole_s:7.2f} s after submission: {computing_s:.2f} s "
            f"computing, {max(whole_s - computing_s, 0):.2f} s on the way",
            err=True,
        )

    def clear(self) -> None:
        if self._live:
            click.echo("\r\033[K", err=True, nl=False)

    def _tell(self, name: str, stage: str, record: Mapping[str, Any], *, final: bool) -> None:
        ending = (name, stage, f"{record['status']} {record['attempts']}")
        if ending in self._told:
            return
        self._told.add(ending)
        self.clear()
        took = f"{record['duration_ms'] / 1000:7.2f} s" if record.get("duration_ms") else ""
        failure = "failed" if final else "failed, tried again"
        word = click.style(failure, fg="yellow") if record["status"] == "failed" else took
        click.echo(f"{name}  {stage:<13}{word}", err=True)


def wait(
    client: Client, sessions: Sequence[tuple[str, str]], timeout_s: float, *, quiet: bool
) -> dict[str, dict[str, Any]]:
    """Return the last status of every session by its id, once all have ended.

    Args:
        sessions: Name and id of each session.

    Raises:
        CommandError: Some had not ended after ``timeout_s``.
    """
    progress = Progress(quiet=quiet)
    deadline = time.monotonic() + timeout_s
    ended: dict[str, dict[str, Any]] = {}
    while len(ended) < len(sessions):
        for name, session_id in sessions:
            if session_id not in ended:
                status = client.status(session_id)
                progress.show(name, status)
                if status["status"] in ENDED:
                    ended[session_id] = status
                    progress.sum_up(name, status)
        if len(ended) < len(sessions):
            _still_in_time(deadline, [s for _, s in sessions if s not in ended], progress)
            time.sleep(POLL_S)
    progress.clear()
    return ended


def times(status: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return the seconds from submission to report and those of the agents' work in between.

    None where there is no report. The rest of the time is the choreography's: bus, queues, and
    functions that start.
    """
    if status["status"] != "completed":
        return None
    stages = status["stages"].values()
    began = datetime.fromisoformat(status["created_at"])
    ended = max(datetime.fromisoformat(stage["ended_at"]) for stage in stages)
    return (ended - began).total_seconds(), sum(stage["duration_ms"] for stage in stages) / 1000


def _still_in_time(deadline: float, open_ids: list[str], progress: Progress) -> None:
    if time.monotonic() > deadline:
        progress.clear()
        raise CommandError(
            f"Still open when the time was up: {', '.join(open_ids)}. They go on; "
            "see `wfo status`.",
            Exit.TIMEOUT,
        )


def failure(status: Mapping[str, Any]) -> str | None:
    """Return why a session that ended brought no report; None if it did."""
    if status["status"] == "completed":
        return None
    if status["status"] == "cancelled":
        return "The session was cancelled."
    return worded(status.get("error") or {"title": "The session failed"})
