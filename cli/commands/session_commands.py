"""Submitting workflows and fetching what was found."""

import contextlib
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from cli import cloud, reports, waiting
from cli.client import Client, worded
from cli.commands.options import answer, as_json, beside_model, submission, timeout
from cli.errors import CommandError, Exit
from cli.modelling import model_document
from cli.submitting import STDIN, readable, submit, workflow_id
from cli.summary import summary
from cli.target import Target, client_of
from common.model.artifact import Artifact
from common.model.problem import PermanentError
from common.model.submission import Submission

REPORTS = Path("reports")
SHOWN = 3  # files that are named: the page, the data and the PDF


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@submission
@beside_model
@timeout
@as_json
@click.option("--out", type=click.Path(path_type=Path), default=REPORTS, show_default=True)
@click.pass_obj
def run(
    target: Target,
    files: tuple[str, ...],
    options: dict[str, Any],
    beside: dict[str, str],
    timeout_s: float,
    as_json: bool,
    out: Path,
) -> None:
    """Analyse files and write their reports; starts a cloud of its own if none runs."""
    if beside and len(files) > 1:
        raise CommandError("--parameters and --process go with one file.", Exit.USAGE)
    for file in (*files, *filter(None, [beside.get("parameters")])):
        readable(file)
    with _client(target) as client:
        names = [options.get("workflow_id") or workflow_id(Path(file).name) for file in files]
        started = [submit(client, file, options, beside)["session_id"] for file in files]
        waited = waiting.wait(
            client, list(zip(names, started, strict=True)), timeout_s, quiet=as_json
        )
        results = [
            _result(client, waited[session_id], folder)
            for session_id, folder in zip(started, reports.folders(names, out), strict=True)
        ]
    if as_json:
        answer(results)
    else:
        _show(results)
    if any("failure" in result for result in results):
        raise CommandError("not every file led to a report", Exit.FAILED)


@contextlib.contextmanager
def _client(target: Target) -> Iterator[Client]:
    """Give a client of the cloud that the user means, or of one that is thrown away."""
    if target.api_url is not None or target.cloud is not None:
        yield target.client()
        return
    with cloud.throw_away() as own:
        yield client_of(own, None, None)


def _result(client: Client, status: dict[str, Any], folder: Path) -> dict[str, Any]:
    failure = waiting.failure(status)
    if failure is not None:
        return {"status": status, "failure": failure}
    files = reports.save(client, status["session_id"], folder)
    return {"status": status, "files": {form: str(file) for form, file in files.items()}}


def _show(results: list[dict[str, Any]]) -> None:
    for result in results:
        click.echo()
        if "failure" in result:
            click.echo(f"{result['status']['workflow_id']}: {result['failure']}", err=True)
            continue
        for line in summary(_loaded(Path(result["files"]["json"]))):
            click.echo(line)
        click.echo("Report")
        files = [*result["files"].values()]
        for file in files[:SHOWN]:
            click.echo(f"  {file}")
        if len(files) > SHOWN:
            click.echo(f"  … and {len(files) - SHOWN} more beside them")


def _loaded(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_bytes()))


@click.command("submit")
@click.argument("file", metavar="FILE|-")
@submission
@beside_model
@click.option("--wait", "waits", is_flag=True, help="Until the session has ended.")
@timeout
@as_json
@click.pass_obj
def submit_command(
    target: Target,
    file: str,
    options: dict[str, Any],
    beside: dict[str, str],
    waits: bool,
    timeout_s: float,
    as_json: bool,
) -> None:
    """Start a session for a file, or for a text on standard input."""
    client = target.client()
    started = submit(client, file, options, beside)
    session_id = str(started["session_id"])
    if not waits:
        shown = {key: value for key, value in started.items() if key != "upload"}
        answer(shown) if as_json else click.echo(session_id)
        return
    name = started.get("workflow_id", file)
    status = waiting.wait(client, [(name, session_id)], timeout_s, quiet=as_json)[session_id]
    answer(status) if as_json else click.echo(session_id)
    _raise_failure(status)


def _raise_failure(status: dict[str, Any]) -> None:
    failure = waiting.failure(status)
    if failure is not None:
        raise CommandError(failure, Exit.FAILED)


@click.command()
@click.argument("session_id")
@click.option("--wait", "waits", is_flag=True, help="Until the session has ended.")
@timeout
@as_json
@click.pass_obj
def status(target: Target, session_id: str, waits: bool, timeout_s: float, as_json: bool) -> None:
    """Say where a session stands."""
    client = target.client()
    found = client.status(session_id)
    if waits:
        sessions = [(found["workflow_id"], session_id)]
        found = waiting.wait(client, sessions, timeout_s, quiet=as_json)[session_id]
    if as_json:
        answer(found)
    else:
        _tell(found)
    if waits:
        _raise_failure(found)


def _tell(found: dict[str, Any]) -> None:
    click.echo(f"{found['workflow_id']}: {found['status']}, {found['progress_percentage']} %")
    for stage in waiting.STAGES:
        record = found["stages"].get(stage)
        if record:
            took = f"{record['duration_ms'] / 1000:.2f} s" if record.get("duration_ms") else ""
            tries = f", attempt {record['attempts']}" if record["attempts"] > 1 else ""
            click.echo(f"  {stage:<13}{record['status']:<10}{took:>9}{tries}")
    if found.get("error"):
        click.echo(worded(found["error"]))


@click.command()
@click.argument("session_id")
@click.option("--format", "form", type=click.Choice(reports.FORMATS), default="json")
@click.option(
    "--edition",
    type=click.Choice(reports.EDITIONS),
    help="Of html, pdf and md; by default the one that was asked for.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@click.pass_obj
def results(
    target: Target, session_id: str, form: str, edition: str | None, out: Path | None
) -> None:
    """Fetch the report of a session."""
    if form in reports.BINARY and out is None and sys.stdout.isatty():
        raise CommandError(f"{form} needs --out FILE.", Exit.USAGE)
    body = target.client().result(session_id, form, edition)
    if out is None:
        sys.stdout.buffer.write(body)
    else:
        reports.write_out(body, out)
        click.echo(out)


@click.command("list")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 100))
@click.option("--cursor", help="Where a page begins; the page before ends with it.")
@click.option("--min-inefficiency-score", type=float)
@click.option("--min-optimization-potential", type=float)
@click.option("--from", "from_", metavar="DATE")
@click.option("--to", metavar="DATE")
@as_json
@click.pass_obj
def list_command(target: Target, /, as_json: bool, from_: str | None, **filters: Any) -> None:
    """List your sessions, newest first."""
    given = {name: value for name, value in {**filters, "from": from_}.items() if value is not None}
    page = target.client().workflows(given)
    if as_json:
        answer(page)
        return
    for entry in page["workflows"]:
        score = entry.get("inefficiency_score")
        shown = f"{score:4.1f}" if score is not None else "   –"
        click.echo(
            f"{entry['session_id']}  {entry['status']:<10} {shown}  {entry['created_at'][:19]}  "
            f"{entry['workflow_id']}"
        )
    if page.get("next_cursor"):
        click.echo(f"more: --cursor {page['next_cursor']}", err=True)


@click.command()
@click.argument("file")
@submission
@beside_model
@as_json
def validate(file: str, options: dict[str, Any], beside: dict[str, str], as_json: bool) -> None:
    """Say how good a file is and what is missing; nothing is sent anywhere."""
    from functions.input.reading.submission import read  # noqa: PLC0415 - slow, and read only here

    given, body = _submission(file, options, beside)
    try:
        reading = read(given, body)
    except PermanentError as error:
        if as_json:
            answer(error.problem.model_dump(mode="json", exclude_none=True))
        raise CommandError(worded(error.problem.model_dump()), Exit.INVALID) from error
    if as_json:
        answer(reading.quality.model_dump(mode="json", exclude_none=True))
        return
    quality = reading.quality
    click.echo(f"{quality.format}: {quality.completeness:.0%} complete")
    click.echo(
        f"{len(reading.workflow.activities)} activities, {len(reading.workflow.flows)} flows"
    )
    for part in quality.parts:
        click.echo(f"  {part.name:<14}{part.score:>5.0%}  {part.note}")
    for warning in quality.warnings:
        click.echo(f"  warning: {warning.message}")
    for question in quality.questions:
        click.echo(f"  question: {question.text}")


def _submission(
    file: str, options: dict[str, Any], beside: dict[str, str]
) -> tuple[Submission, bytes | None]:
    """What the API would be given: a file, or a model with what stands beside it."""
    if beside:
        return Submission(workflow_data=model_document(readable(file), beside)), None
    body = sys.stdin.buffer.read() if file == STDIN else readable(file).read_bytes()
    artifact = Artifact(
        key=Path(file).name, sha256=hashlib.sha256(body).hexdigest(), size_bytes=len(body)
    )
    how = {
        name: options[name]
        for name in ("columns", "object_type", "reference_model")
        if name in options
    }
    return Submission.model_validate({"file": artifact, "filename": Path(file).name} | how), body


@click.command()
@click.argument("session_id")
@as_json
@click.pass_obj
def cancel(target: Target, session_id: str, as_json: bool) -> None:
    """Let no further stage of a session begin."""
    found = target.client().cancel(session_id)
    answer(found) if as_json else _tell(found)


COMMANDS = (run, submit_command, status, results, list_command, validate, cancel)
