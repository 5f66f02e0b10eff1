"""Rules of the layout that import-linter cannot express with a pattern."""

import tomllib

from tests.paths import ROOT


def test_every_package_inside_a_stage_is_declared_pure():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    [purity] = [c for c in config["contracts"] if c["name"] == "Domain code is pure"]
    packages = {
        f"functions.{init.parts[-3]}.{init.parts[-2]}"
        for init in (ROOT / "functions").glob("*/*/__init__.py")
    }
    assert packages <= set(purity["source_modules"])


def test_an_agent_has_one_module_that_says_what_it_reacts_to():
    handlers = {
        path.parent.name: path.name for path in (ROOT / "functions").glob("*/on_workflow_*.py")
    }

    assert handlers == {
        "input": "on_workflow_submitted.py",
        "analysis": "on_workflow_parsed.py",
        "optimization": "on_workflow_analyzed.py",
        "output": "on_workflow_optimized.py",
    }


def test_the_changelog_speaks_of_the_version_in_the_project_file():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()
