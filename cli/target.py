"""Which API and which stack a command talks to: flag, then environment, then the laptop's cloud."""

from dataclasses import dataclass
from functools import cached_property

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from cli import cloud, stack
from cli.client import Client
from cli.cloud import Cloud
from cli.errors import CommandError, Exit
from cli.stack import Stack

NO_CLOUD = (
    "No cloud to talk to: start the laptop's with `wfo up`, or pass --api-url and --api-key "
    "(WFO_API_URL, WFO_API_KEY) of a deployment."
)


@dataclass(frozen=True)
class Target:
    """What the user named; anything unnamed is the running laptop's cloud."""

    api_url: str | None = None
    api_key: str | None = None
    stack_name: str = stack.STACK

    @cached_property
    def cloud(self) -> Cloud | None:
        return None if self.api_url else cloud.running()

    def client(self, *, admin: bool = False) -> Client:
        return client_of(self.cloud, self.api_url, self.api_key, admin=admin)

    @property
    def key(self) -> str:
        key = self.api_key or (self.cloud.api_key if self.cloud else None)
        if key is None:
            raise CommandError(NO_CLOUD, Exit.UNREACHABLE)
        return key

    def resources(self) -> tuple[boto3.Session, Stack]:
        """Return AWS access and the stack, for what the HTTP API does not offer.

        Raises:
            CommandError: There is no such stack within reach.
        """
        if self.cloud is not None:
            return self.cloud.session, Stack(self.cloud.outputs, self.cloud.resources, {})
        if self.api_url is None:
            raise CommandError(NO_CLOUD, Exit.UNREACHABLE)
        session = boto3.Session()
        try:
            found = stack.describe(session, self.stack_name)
        except (BotoCoreError, ClientError) as error:
            raise CommandError(f"AWS cannot be reached: {error}", Exit.UNREACHABLE) from error
        if found is None:
            raise CommandError(f"There is no stack {self.stack_name}", Exit.UNREACHABLE)
        return session, found


def client_of(
    running: Cloud | None, api_url: str | None, api_key: str | None, *, admin: bool = False
) -> Client:
    """Return a client; raises ``CommandError`` where the address or the key is unknown."""
    if running is not None:
        own = running.admin_api_key if admin else running.api_key
        return Client(running.api_url, api_key or own)
    if api_url is None:
        raise CommandError(NO_CLOUD, Exit.UNREACHABLE)
    if api_key is None:
        raise CommandError(f"{api_url} needs --api-key or WFO_API_KEY.", Exit.USAGE)
    return Client(api_url, api_key)
