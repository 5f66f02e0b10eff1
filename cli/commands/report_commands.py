"""Comparing reports."""

from pathlib import Path
from uuid import UUID

import click

from cli.commands.options import answer, as_json
from cli.comparing import compare, language_of
from cli.comparison_page import page
from cli.comparison_text import lines, markdown
from cli.errors import CommandError, Exit
from cli.reports import NAMES, write_out
from cli.target import Target
from common.language import LANGUAGES, Language, speaking


@click.command("compare")
@click.argument("before")
@click.argument("after")
@as_json
@click.option(
    "--markdown", "file", type=click.Path(dir_okay=False, path_type=Path), help="File to write."
)
@click.option(
    "--html", "page_file", type=click.Path(dir_okay=False, path_type=Path), help="Page to write."
)
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="By default that of the second report."
)
@click.pass_obj
def compare_command(
    target: Target,
    before: str,
    after: str,
    as_json: bool,
    file: Path | None,
    page_file: Path | None,
    language: Language | None,
) -> None:
    """Say what changed from one report to another.

    BEFORE and AFTER are files report.json, folders that hold one, or ids of sessions: the same
    process before and after an improvement, or two processes.
    """
    first, second = (_body(target, name) for name in (before, after))
    told_in = language or language_of(second)
    with speaking(told_in):
        try:
            found = compare(first, second)
        except ValueError as error:
            raise CommandError(f"Cannot be compared: {error}.", Exit.INVALID) from error
        if file is not None:
            write_out(markdown(found).encode(), file)
        if page_file is not None:
            write_out(page(found, told_in), page_file)
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
