"""Environment variables of the API and intake functions, beside those of common/settings.py."""

import os
from functools import cache

from pydantic import BaseModel, Field, Json


class IntakeSettings(BaseModel):
    """What the intake function gets, and the API too."""

    upload_max_bytes: int = Field(alias="UPLOAD_MAX_BYTES", ge=1)


class AgentQueues(BaseModel):
    """URLs of the queues of one agent."""

    queue: str
    dead_letters: str


class ApiSettings(IntakeSettings):
    """What only the API function gets."""

    input_function_name: str = Field(alias="INPUT_FUNCTION_NAME", min_length=1)
    archive_arn: str = Field(alias="ARCHIVE_ARN", min_length=1)
    input_rule_arn: str = Field(alias="INPUT_RULE_ARN", min_length=1)
    agent_queues: Json[dict[str, AgentQueues]] = Field(alias="AGENT_QUEUES")


@cache
def intake_settings() -> IntakeSettings:
    """Return the settings; raises ``ValidationError`` when a variable is missing."""
    return IntakeSettings.model_validate(os.environ)


@cache
def api_settings() -> ApiSettings:
    """Return the settings; raises ``ValidationError`` when a variable is missing."""
    return ApiSettings.model_validate(os.environ)
