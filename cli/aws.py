"""boto3 sessions: one for the laptop's cloud, one for a real account."""

import os
from typing import Any

import boto3
import botocore.session
from botocore.config import Config

REGION = "us-east-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


class LaptopSession(boto3.Session):
    """Talks to one endpoint with test credentials, whatever the user's AWS configuration says."""

    def __init__(self, endpoint: str) -> None:
        isolated = botocore.session.Session(
            session_vars={
                "profile": (None, None, None, None),
                "config_file": (None, None, os.devnull, None),
            }
        )
        super().__init__(
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
            region_name=REGION,
            botocore_session=isolated,
        )
        self._endpoint = endpoint

    def client(self, *args: Any, **kwargs: Any) -> Any:
        return super().client(*args, **(self._defaults() | kwargs))

    def resource(self, *args: Any, **kwargs: Any) -> Any:
        return super().resource(*args, **(self._defaults() | kwargs))

    def _defaults(self) -> dict[str, Any]:
        config = Config(retries={"total_max_attempts": 3}, connect_timeout=5, read_timeout=120)
        return {"endpoint_url": self._endpoint, "config": config}
