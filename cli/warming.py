"""Starts a worker of every function before the first message needs it."""

import contextlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import boto3
import requests

NOTHING_TO_DO = b'{"Records": []}'  # an empty batch: the code is loaded, nothing else happens
PATIENCE_S = 120.0  # a busy machine starts all of them in seconds


@contextlib.contextmanager
def workers(session: boto3.Session, api_url: str) -> Iterator[None]:
    """Start the workers beside what is done meanwhile, and wait for them.

    A message that came before its worker stands would start a second one. A function that does
    not start fails its first message, as it would on AWS, not the start of the cloud.
    """
    client = session.client("lambda")
    mappings = client.list_event_source_mappings()["EventSourceMappings"]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as starting:
        for mapping in mappings:
            function = mapping["FunctionArn"]
            starting.submit(client.invoke, FunctionName=function, Payload=NOTHING_TO_DO)
        starting.submit(requests.get, f"{api_url}/health", timeout=PATIENCE_S)
        yield
