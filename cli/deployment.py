"""Deploys to a real account with the SAM CLI, which lives in an environment of its own."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from cli import stack
from cli.errors import CommandError, Exit
from cli.packaging import add_compiled
from cli.places import SOURCE, TEMPLATE
from cli.seeding import api_key, seed
from cli.stack import Stack

SAM = SOURCE / ".venv-sam" / "bin" / "sam"


def deploy(name: str, parameters: Sequence[str], *, ask: bool) -> Stack:
    """Build, deploy and seed the stack.

    Raises:
        CommandError: The SAM CLI is missing, the account cannot be reached, or a step failed.
    """
    if not SAM.is_file():
        raise CommandError(
            f"The SAM CLI is not in {SAM.parents[1]}; `make build` puts it there.", Exit.USAGE
        )
    _known_account()
    _step(SAM, "build", "--template", str(TEMPLATE), "--cached", "--parallel")
    add_compiled()
    confirm = "--confirm-changeset" if ask else "--no-confirm-changeset"
    overrides = ["--parameter-overrides", *parameters] if parameters else []
    capabilities = ("--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND")
    where = ("--stack-name", name, "--resolve-s3")
    _step(SAM, "deploy", *where, confirm, "--no-fail-on-empty-changeset", *capabilities, *overrides)
    session = boto3.Session()
    deployed = stack.describe(session, name)
    if deployed is None:
        raise CommandError(f"The stack {name} was not deployed.")
    seed(session, deployed, api_key(session, deployed.outputs["AdminApiKeyId"]))
    return deployed


def _known_account() -> None:
    try:
        boto3.Session().client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise CommandError(f"No AWS account within reach: {error}", Exit.UNREACHABLE) from error


def _step(program: Path, *arguments: str) -> None:
    ended = subprocess.run([str(program), *arguments], cwd=SOURCE, check=False)
    if ended.returncode:
        raise CommandError(f"`sam {arguments[0]}` failed; see above.")
