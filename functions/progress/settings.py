"""What template.yaml passes to the watchdog beside the settings of every function."""

import os
from functools import cache

from pydantic import BaseModel, Field


class WatchdogSettings(BaseModel):
    stalled_after_s: int = Field(alias="STALLED_AFTER_S", ge=1)


@cache
def watchdog_settings() -> WatchdogSettings:
    return WatchdogSettings.model_validate(os.environ)
