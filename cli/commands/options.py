"""Options that several commands share, and how they answer."""

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from cli.errors import CommandError, Exit
from cli.modelling import reference_model
from common.language import LANGUAGES
from common.model.submission import AnalysisType, OutputFormat

F = TypeVar("F", bound=Callable[..., Any])

as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
timeout = click.option(
    "--timeout", "timeout_s", default=1800.0, show_default=True, help="Seconds to wait at most."
)


def submission(command: F) -> F:
    """Add the options of a submission; the command gets those given as ``options``."""

    @click.option("--analysis-type", type=click.Choice([t.value for t in AnalysisType]))
    @click.option("--output-format", type=click.Choice([f.value for f in OutputFormat]))
    @click.option("--priority", type=click.Choice(["low", "normal", "high"]))
    @click.option("--language", type=click.Choice(LANGUAGES), help="Of the report.")
    @click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Of the simulation.")
    @click.option("--workflow-id", help="Your name of the process; the file's name by default.")
    @click.option("--object-type", help="What a case is, in an object-centric log (OCEL).")
    @click.option(
        "--model",
        type=click.Path(dir_okay=False, path_type=Path),
        help="How the process is meant to run (BPMN 2.0, or steps as JSON): the log is compared "
        "with it.",
    )
    @click.option(
        "--column",
        "columns",
        multiple=True,
        metavar="ROLE=NAME",
        help="Column of a CSV file, such as case_id=Ticket; may be repeated.",
    )
    @functools.wraps(command)
    def wrapped(*args: Any, columns: tuple[str, ...], model: Path | None, **kwargs: Any) -> Any:
        names = (
            *("analysis_type", "output_format", "priority", "language", "seed"),
            *("workflow_id", "object_type"),
        )
        given = {name: kwargs.pop(name) for name in names}
        options = {name: value for name, value in given.items() if value is not None}
        if model is not None:
            options["reference_model"] = reference_model(model)
        if columns:
            options["columns"] = dict(_column(column) for column in columns)
        return command(*args, options=options, **kwargs)

    return wrapped  # type: ignore[return-value]


def beside_model(command: F) -> F:
    """Add what may be said beside a BPMN model; the command gets those given as ``beside``."""

    @click.option(
        "--parameters",
        type=click.Path(dir_okay=False),
        help="Simulation parameters of a BPMN model (JSON of Prosimos).",
    )
    @click.option("--process", help="Which process of a BPMN model to read.")
    @functools.wraps(command)
    def wrapped(*args: Any, parameters: str | None, process: str | None, **kwargs: Any) -> Any:
        given = {"parameters": parameters, "process": process}
        beside = {name: value for name, value in given.items() if value is not None}
        return command(*args, beside=beside, **kwargs)

    return wrapped  # type: ignore[return-value]


def _column(text: str) -> tuple[str, str]:
    role, equals, name = text.partition("=")
    if not (role and equals and name):
        raise CommandError(f"--column {text}: write ROLE=NAME, such as case_id=Ticket", Exit.USAGE)
    return role, name


def answer(value: Any) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, indent=1, default=str))
