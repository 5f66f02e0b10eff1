"""Environment variables, validated once per execution environment."""

import os
from functools import cache
from typing import Literal

from pydantic import BaseModel, Field


class Settings(BaseModel):
    """What ``template.yaml`` passes to every function."""

    environment: str = Field(alias="ENVIRONMENT", min_length=1)
    stage: str = Field(alias="STAGE", min_length=1, description="Publishes as wfo.<stage>.")
    bus_name: str = Field(alias="EVENT_BUS_NAME", min_length=1)
    bucket: str = Field(alias="BUCKET_NAME", min_length=1)
    state_table: str = Field(alias="STATE_TABLE", min_length=1)
    metrics_table: str = Field(alias="METRICS_TABLE", min_length=1)
    results_table: str = Field(alias="RESULTS_TABLE", min_length=1)
    configuration_table: str = Field(alias="CONFIGURATION_TABLE", min_length=1)
    idempotency_table: str = Field(alias="IDEMPOTENCY_TABLE", min_length=1)
    max_receive_count: int = Field(alias="MAX_RECEIVE_COUNT", ge=1)
    retry_delay_s: int = Field(alias="RETRY_DELAY_S", ge=1)
    queue_url: str = Field(
        default="", alias="QUEUE_URL", description="Empty where no queue feeds the function."
    )
    archive_retention_days: int = Field(alias="ARCHIVE_RETENTION_DAYS", ge=1)
    language_model_mode: Literal["off", "auto", "required"] = Field(
        default="off", alias="LANGUAGE_MODEL_MODE"
    )
    bedrock_region: str = Field(default="us-east-1", alias="BEDROCK_REGION", min_length=1)
    bedrock_model_id: str = Field(default="", alias="BEDROCK_MODEL_ID")
    bedrock_guardrail_id: str = Field(default="", alias="BEDROCK_GUARDRAIL_ID")
    bedrock_guardrail_version: str = Field(default="DRAFT", alias="BEDROCK_GUARDRAIL_VERSION")

    @property
    def source(self) -> str:
        """The EventBridge source that this function may publish as."""
        return f"wfo.{self.stage}"


@cache
def settings() -> Settings:
    """Return the settings; raises ``ValidationError`` when a variable is missing."""
    return Settings.model_validate(os.environ)
