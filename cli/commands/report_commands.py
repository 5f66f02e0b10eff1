"""Comparing reports."""

from pathlib import Path
from uuid import UUID

import click

from cli.commands.options import answer, as_json
from cli.comparing import compare
from cli.comparison_text import lines, markdown
from cli.errors import CommandError, Exit
from cli.reports import NAMES, write_out
from cli.target import Target


@click.command("compare")
@click.argument("before")
@click.argument("after")
@as_json
@click.option(
    "--markdown", "file", type=click.Path(dir_okay=False, path_type=Path), help="File to write."
)
@click.pass_obj
def compare_command(
    target: Target, before: str, after: str, as_json: bool, file: Path | None
) -> None:
    """Say what changed from one report to another.

    BEFORE and AFTER are files report.json, folders that hold one, or ids of sessions: the same
    process before and after an improvement, or two processes.
    """
    first, second = (_body(target, name) for name in (before, after))
    try:
        found = compare(first, second)
    except ValueError as error:
        raise CommandError(f"Cannot be compared: {error}.", Exit.INVALID) from error
    if file is not None:
        write_out(markdown(found).encode(), file)
    if as_json:
        answer(found.model_dump(mode="json", exclude_none=True))
        return
    for line in lines(found):
        click.echo(line)


def _body(target: Target, name: str) -> bytes:
    path = Path(name)
    if path.is_dir():
        path /= NAMES["json"]
    if path.is_file():
        return path.read_bytes()
    try:
        session_id = str(UUID(name))
    except ValueError as error:
        raise CommandError(f"{name} is no report, folder or session.", Exit.USAGE) from error
    return target.client().result(session_id, "json")


COMMANDS = (compare_command,)
