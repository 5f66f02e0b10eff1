"""No test reaches the network or reads the developer's AWS account."""

import gc
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_DEFAULT_REGION="us-east-1",
    AWS_ACCOUNT_ID_ENDPOINT_MODE="disabled",  # else DynamoDB streams answer 404 under moto
    POWERTOOLS_TRACE_DISABLED="true",
    POWERTOOLS_SERVICE_NAME="test",
    POWERTOOLS_METRICS_NAMESPACE="Test",
)

# How fast a shared machine is says nothing about a law, and the same commit passes or fails alike;
# other examples are looked for with HYPOTHESIS_PROFILE=searching, and by make fuzz.
slowly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("shared", slowly, derandomize=True, max_examples=60)
settings.register_profile("searching", slowly)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "shared"))


CLOUD = "tests/e2e/"
WAITED_FOR = (CLOUD, "tests/integration/")  # begun first, so that no worker ends with them


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):  # one of several processes
        items.sort(key=lambda item: not item.nodeid.startswith(WAITED_FOR))


def pytest_collection_finish() -> None:
    """Spare the garbage collector modules and tests, which stay: a twentieth of the time."""
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give files to workers, and all that needs a cloud to one of them: it starts it once."""
    from xdist.scheduler import LoadFileScheduling  # noqa: PLC0415 - only where it runs

    class ByFileAndCloud(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return CLOUD if nodeid.startswith(CLOUD) else super()._split_scope(nodeid)

    return ByFileAndCloud(config, log)
