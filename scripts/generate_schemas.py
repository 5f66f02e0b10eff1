"""Write events/schemas/<detail-type>.json from the contracts in common/events."""

import json
from pathlib import Path

from common.events import CATALOGUE

SCHEMAS = Path(__file__).parents[1] / "events" / "schemas"


def schemas() -> dict[str, str]:
    """Return the text of each schema file by file name."""
    return {
        f"{contract.detail_type}.json": json.dumps(contract.model_json_schema(), indent=2) + "\n"
        for contract in CATALOGUE
    }


if __name__ == "__main__":
    SCHEMAS.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (SCHEMAS / name).write_text(text)
