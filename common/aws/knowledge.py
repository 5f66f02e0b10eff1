"""The knowledge base as it lies in the bucket."""

from functools import cache

from common.aws.artifacts import client
from common.settings import settings

PREFIX = "framework_knowledge/"


@cache
def knowledge_files() -> dict[str, bytes]:
    """Return the JSON files of the knowledge base by name, read once per environment."""
    bucket = settings().bucket
    pages = client().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=PREFIX)
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    return {
        key.removeprefix(PREFIX): client().get_object(Bucket=bucket, Key=key)["Body"].read()
        for key in sorted(keys)
        if key.endswith(".json")
    }
