"""Print what `sam build` made of every function, with the layer; fail where Lambda would."""

import sys
from pathlib import Path

BUILD = Path(__file__).parents[1] / ".aws-sam" / "build"
LAYER = "CommonLayer"
LIMIT_MB = 240  # Lambda's own limit is 250 MB unzipped, function and layers together
MB = 1024 * 1024


def size_mb(folder: Path) -> float:
    """Return the size of all files below a folder, unzipped."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / MB


def sizes_mb(build: Path = BUILD) -> dict[str, float]:
    """Return function + layer sizes by function."""
    layer = size_mb(build / LAYER)
    functions = [f for f in sorted(build.iterdir()) if f.is_dir() and f.name != LAYER]
    return {function.name: size_mb(function) + layer for function in functions}


def main() -> None:
    if not BUILD.is_dir():
        sys.exit("There is no .aws-sam/build: run `make build`.")
    measured = sizes_mb()
    for name, size in measured.items():
        print(f"{name:<16}{size:7.1f} MB with the layer")
    if too_large := [name for name, size in measured.items() if size >= LIMIT_MB]:
        sys.exit(f"larger than {LIMIT_MB} MB: {', '.join(too_large)}")


if __name__ == "__main__":
    main()
