"""The `wfo` command: the laptop's cloud, and a client of the API wherever it runs."""

import logging
import os
import signal
import sys
import tempfile
import traceback
from pathlib import Path

import click

from cli.commands import cloud_commands, operator_commands, report_commands, session_commands
from cli.errors import CommandError, Exit
from cli.target import Target

EPILOG = """\b
Exit codes:
  0   done
  1   the session failed, or the command could not do what it should
  2   wrong usage
  3   invalid input: the file or the request was refused
  4   not finished in time
  5   no cloud within reach
  70  unexpected error: one line says where its details are
"""


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--api-url", envvar="WFO_API_URL", help="API of a deployment  [env: WFO_API_URL].")
@click.option("--api-key", envvar="WFO_API_KEY", help="Key for it  [env: WFO_API_KEY].")
@click.option(
    "--stack", default="wfo", envvar="WFO_STACK", show_default=True, help="Its stack's name."
)
@click.version_option(package_name="wfo")
@click.pass_context
def wfo(context: click.Context, api_url: str | None, api_key: str | None, stack: str) -> None:
    """Find out why a process is slow and costly, and what would fix it.

    Talks to the API that --api-url names; without it, to the laptop's cloud that `wfo up`
    starts. `wfo run FILE` needs neither.
    """
    context.obj = Target(api_url, api_key, stack)
    if "NO_COLOR" in os.environ:
        context.color = False


for command in (
    *session_commands.COMMANDS,
    *report_commands.COMMANDS,
    *cloud_commands.COMMANDS,
    *operator_commands.COMMANDS,
):
    wfo.add_command(command)


def main() -> None:
    """Run the command; whatever happens ends in one line for the user and an exit code."""
    for ending in (signal.SIGTERM, signal.SIGHUP):  # a cloud to throw away is stopped then, too
        signal.signal(ending, signal.default_int_handler)
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Return the exit code of ``wfo`` with these arguments."""
    logging.getLogger("botocore").setLevel(logging.CRITICAL)
    try:
        wfo.main(arguments, prog_name="wfo", standalone_mode=False)
    except CommandError as error:
        click.echo(f"wfo: {error.message}", err=True)
        return error.code
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("wfo: stopped", err=True)
        return 130
    except BrokenPipeError:
        return Exit.OK
    except Exception:
        click.echo(f"wfo: unexpected error; its details are in {_logged()}", err=True)
        return Exit.UNEXPECTED
    return Exit.OK


def _logged() -> Path:
    with tempfile.NamedTemporaryFile("w", prefix="wfo-", suffix=".log", delete=False) as file:
        traceback.print_exc(file=file)
    return Path(file.name)
