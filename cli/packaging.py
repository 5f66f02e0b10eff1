"""Puts compiled modules into what `sam build` made, which leaves every ``*.so`` of a source out."""

import shutil
from pathlib import Path

from cli.places import SOURCE

BUILD = SOURCE / ".aws-sam" / "build"
COMPILED = "*.cpython-311-x86_64-linux-gnu.so"  # runtime and architecture of template.yaml


def add_compiled(source: Path = SOURCE, build: Path = BUILD) -> list[Path]:
    """Copy each compiled module beside its source in every package and return the copies.

    Without them the functions work too, only more slowly: ``make kernel`` makes them.
    """
    copies = []
    for library in sorted((source / "functions").rglob(COMPILED)):
        module = library.relative_to(source).with_name(library.name.split(".")[0] + ".py")
        for package in sorted(folder for folder in build.iterdir() if folder.is_dir()):
            if (package / module).is_file():
                copy = (package / module).with_name(library.name)
                shutil.copyfile(library, copy)
                copies.append(copy)
    return copies


def main() -> None:
    for copy in add_compiled():
        print(f"added {copy.relative_to(BUILD)}")  # noqa: T201


if __name__ == "__main__":
    main()
