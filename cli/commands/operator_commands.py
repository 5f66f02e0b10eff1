"""What operators need: the intake, replays, dead letters, deployments."""

from datetime import UTC, datetime, timedelta
from typing import Any

import click

from cli import dropping, redrive, waiting
from cli.client import worded
from cli.commands.options import answer, as_json, submission, timeout
from cli.deployment import deploy
from cli.errors import CommandError, Exit
from cli.submitting import readable, workflow_id
from cli.target import Target
from common.model.owner import owner_of

QUEUED_STAGES = ("input", "analysis", "optimization", "output", "intake")


@click.command()
@click.argument("file")
@submission
@click.option("--wait", "waits", is_flag=True, help="Until the session has ended.")
@timeout
@as_json
@click.pass_obj
def drop(
    target: Target,
    file: str,
    options: dict[str, Any],
    waits: bool,
    timeout_s: float,
    as_json: bool,
) -> None:
    """Put a file into the intake of the bucket and wait for the answer beside it."""
    path = readable(file)
    session, stack = target.resources()
    chosen = {"workflow_id": workflow_id(path.name), **options}
    metadata = {name.replace("_", "-"): str(value) for name, value in chosen.items()}
    bucket = stack.outputs["BucketName"]
    key = dropping.drop(session, bucket, owner_of(target.key), path, metadata)
    said = dropping.wait_for_answer(session, bucket, key, timeout_s)
    if as_json:
        answer(said)
    if said["status"] != "accepted":
        raise CommandError(worded(said["problem"]), Exit.INVALID)
    if not as_json:
        click.echo(said["session_id"])
    if waits:
        sessions = [(path.name, str(said["session_id"]))]
        ended = waiting.wait(target.client(), sessions, timeout_s, quiet=as_json)
        failure = waiting.failure(ended[str(said["session_id"])])
        if failure:
            raise CommandError(failure, Exit.FAILED)


@click.command()
@click.option("--from", "start", metavar="INSTANT", help="ISO 8601; a day ago by default.")
@click.option("--to", "end", metavar="INSTANT", help="ISO 8601; now by default.")
@click.option(
    "--reprocess/--fill",
    default=False,
    help="Every submission anew as a session of its own, or only what was never dealt with "
    "(default).",
)
@click.option("--name", help="Of the replay.")
@as_json
@click.pass_obj
def replay(
    target: Target,
    start: str | None,
    end: str | None,
    reprocess: bool,
    name: str | None,
    as_json: bool,
) -> None:
    """Repeat archived events; needs an admin key."""
    now = datetime.now(UTC)
    body = {
        "kind": "reprocess" if reprocess else "fill",
        "from": _instant(start, now - timedelta(days=1)),
        "to": _instant(end, now),
    }
    if name:
        body["name"] = name
    started = target.client(admin=True).replay(body)
    answer(started) if as_json else click.echo(f"{started['replay_name']}: {started['state']}")


def _instant(text: str | None, default: datetime) -> str:
    if text is None:
        return default.isoformat()
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is not a date or instant in ISO 8601", Exit.USAGE) from error
    return (given if given.tzinfo else given.replace(tzinfo=UTC)).isoformat()


@click.command("redrive")
@click.argument("stage", type=click.Choice(QUEUED_STAGES))
@as_json
@click.pass_obj
def redrive_command(target: Target, stage: str, as_json: bool) -> None:
    """Send a stage's dead letters back to its queue, so that their sessions go on."""
    session, stack = target.resources()
    count = redrive.redrive(session, stack, stage)
    if as_json:
        answer({"stage": stage, "messages": count})
    else:
        click.echo(f"{count} message{'' if count == 1 else 's'} back in the queue of {stage}")


@click.command("deploy")
@click.option("--parameter", "parameters", multiple=True, metavar="NAME=VALUE")
@click.option("--yes", is_flag=True, help="Do not ask before changing the account.")
@click.pass_obj
def deploy_command(target: Target, parameters: tuple[str, ...], yes: bool) -> None:
    """Build and deploy to a real AWS account, then load configuration and knowledge."""
    if any("=" not in parameter for parameter in parameters):
        raise CommandError("--parameter takes NAME=VALUE", Exit.USAGE)
    deployed = deploy(target.stack_name, parameters, ask=not yes)
    click.echo(f"export WFO_API_URL={deployed.outputs['ApiUrl']}")
    click.echo(
        "Its keys: aws apigateway get-api-key --include-value --api-key "
        f"{deployed.outputs['ApiKeyId']}"
    )


COMMANDS = (drop, replay, redrive_command, deploy_command)
