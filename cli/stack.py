"""The deployed stack: its outputs and the physical ids of its resources."""

from collections.abc import Mapping
from dataclasses import dataclass

import boto3
from botocore.exceptions import ClientError

from cli.errors import CommandError

STACK = "wfo"


@dataclass(frozen=True)
class Stack:
    outputs: dict[str, str]
    resources: dict[str, str]  # physical id by logical id
    parameters: dict[str, str]


def describe(session: boto3.Session, name: str = STACK) -> Stack | None:
    """Return a stack, or None if there is none of this name."""
    cloudformation = session.client("cloudformation")
    try:
        found = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return None
        raise
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=name)
    return Stack(
        outputs={o["OutputKey"]: o["OutputValue"] for o in found.get("Outputs", [])},
        resources={
            r["LogicalResourceId"]: r.get("PhysicalResourceId", "")
            for page in pages
            for r in page["StackResourceSummaries"]
        },
        parameters={
            p["ParameterKey"]: p.get("ParameterValue", "") for p in found.get("Parameters", [])
        },
    )


def deploy(
    session: boto3.Session, body: str, parameters: Mapping[str, str], name: str = STACK
) -> Stack:
    """Create or update the stack and wait until it stands.

    Raises:
        CommandError: CloudFormation refused the template or could not make a resource.
    """
    cloudformation = session.client("cloudformation")
    exists = describe(session, name) is not None
    change = cloudformation.update_stack if exists else cloudformation.create_stack
    try:
        change(
            StackName=name,
            TemplateBody=body,
            Parameters=[
                {"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()
            ],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        )
        kind = "stack_update_complete" if exists else "stack_create_complete"
        waiter = cloudformation.get_waiter(kind)  # type: ignore[call-overload]
        waiter.wait(StackName=name, WaiterConfig={"Delay": 0.1, "MaxAttempts": 1200})
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise CommandError(f"The template was refused: {error}") from error
    except Exception as error:
        raise CommandError(f"The stack could not be made: {_reasons(session, name)}") from error
    deployed = describe(session, name)
    assert deployed is not None  # noqa: S101  # it was made just now
    return deployed


def _reasons(session: boto3.Session, name: str) -> str:
    events = session.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
    failed = [
        f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason', 'no reason given')}"
        for e in events
        if e["ResourceStatus"].endswith("FAILED")
    ]
    return "; ".join(failed) or "no reason given"
