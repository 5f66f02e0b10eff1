"""The laptop's cloud: up, down, doctor."""

import importlib.metadata
import os
import shutil
import sys
from collections.abc import Iterator

import click

from cli import cloud, ministack
from cli.commands.options import answer, as_json
from cli.errors import CommandError, Exit
from cli.places import SEED, TEMPLATE, home
from cli.target import Target

LEAST_DISK_MB = 500


@click.command()
@click.option("--port", type=click.IntRange(1024, 65535), help="Where it listens on 127.0.0.1.")
@click.option(
    "--model-url",
    metavar="URL",
    help="A language model for the agents: any server with an OpenAI-compatible API, such as "
    "Ollama's http://127.0.0.1:11434.",
)
@click.option("--model", help="Which of that server's models to ask.")
@as_json
def up(port: int | None, model_url: str | None, model: str | None, as_json: bool) -> None:
    """Start the laptop's cloud, or bring it up to date with the source tree."""
    if (model_url is None) != (model is None):
        raise CommandError("Give --model-url and --model together.", Exit.USAGE)
    if model_url and cloud.running() is not None:
        raise CommandError("It runs already: `wfo down` first.", Exit.USAGE)
    parameters, extra = with_model(model_url, model) if model_url and model else ({}, {})
    running = cloud.up(port=port, parameters=parameters, extra=extra)
    if as_json:
        answer({"api_url": running.api_url, "api_key": running.api_key, "pid": running.pid})
        return
    click.echo(f"The laptop's cloud runs: {running.api_url}")
    click.echo(f"Its state is in {running.home}; `wfo down` stops it.")
    click.echo(
        f"For other programs: export WFO_API_URL={running.api_url} WFO_API_KEY={running.api_key}"
    )


def with_model(url: str, model: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the template parameters and variables with which agents ask a local model.

    The laptop's Bedrock hands every question on to ``url``; agents see Bedrock as always.
    """
    return (
        {"LanguageModelMode": "auto", "BedrockModelId": model},
        {"MINISTACK_BEDROCK_PROXY_URL": url.rstrip("/").removesuffix("/v1")},
    )


@click.command()
def down() -> None:
    """Stop the laptop's cloud; its state is kept for the next `wfo up`."""
    click.echo("stopped" if cloud.down() else "The laptop's cloud does not run.")


@click.command()
@as_json
@click.pass_obj
def doctor(target: Target, as_json: bool) -> None:
    """Check what `wfo` needs on this machine."""
    checks = list(_checks(target))
    if as_json:
        answer([{"check": name, "ok": ok, "found": found} for name, ok, found in checks])
    else:
        for name, ok, found in checks:
            mark = click.style("ok ", fg="green") if ok else click.style("BAD", fg="red")
            click.echo(f"{mark} {name:<14} {found}")
    if not all(ok for _, ok, _ in checks):
        raise CommandError("something is missing; see above", Exit.UNREACHABLE)


def _checks(target: Target) -> Iterator[tuple[str, bool, str]]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield "python", sys.version_info >= (3, 11), version
    yield "ministack", True, importlib.metadata.version("ministack")
    yield "template", TEMPLATE.is_file() and SEED.is_file(), str(TEMPLATE)
    place = home()
    place.mkdir(parents=True, exist_ok=True)
    yield "home", os.access(place, os.W_OK), str(place)
    free_mb = shutil.disk_usage(place).free // 2**20
    yield "disk", free_mb >= LEAST_DISK_MB, f"{free_mb:,} MB free"
    yield from _reach(target)


def _reach(target: Target) -> Iterator[tuple[str, bool, str]]:
    if target.api_url is None and target.cloud is None:
        port = ministack.free_port()
        yield "cloud", True, f"none runs; port {port} is free on {ministack.HOST}"
        return
    try:
        client = target.client()
        client.health()
        yield "cloud", True, client.api_url
        client.workflows({"limit": 1})
        yield "api key", True, "accepted"
    except CommandError as error:
        yield "cloud", False, error.message


COMMANDS = (up, down, doctor)
