"""Write documentation/report.schema.json from the model of report.json."""

from pathlib import Path

from functions.output.dossier.report import report_schema

SCHEMA = Path(__file__).parents[1] / "documentation" / "report.schema.json"

if __name__ == "__main__":
    SCHEMA.write_text(report_schema())
