"""Compile the XES scanner for Linux, so that it also runs on the Lambda runtime's old glibc.

Runs in an environment of its own (requirements/kernel.txt) by ``make kernel``; no system compiler
is needed. Everything works without the result, only more slowly.
"""

import platform
import re
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "functions" / "input" / "scanning" / "scanner.py"
GLIBC = (2, 26)  # of Amazon Linux 2


def target() -> str:
    """Return what to compile for; exits where the machine is none that is supported."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in {"x86_64", "aarch64"}:
        sys.exit("The scanner is compiled on Linux only; elsewhere logs are read without it.")
    return f"{machine}-linux-gnu.{GLIBC[0]}.{GLIBC[1]}"


def newest_glibc(library: bytes) -> tuple[int, int]:
    """Return the newest version of glibc that a library asks for."""
    asked = re.findall(rb"GLIBC_(\d+)\.(\d+)", library)
    return max(((int(major), int(minor)) for major, minor in asked), default=(0, 0))


def build(folder: Path) -> Path:
    """Compile into ``folder`` and return the library."""
    include = sysconfig.get_paths()["include"]
    if not (Path(include) / "Python.h").is_file():
        sys.exit(f"Python's headers are not in {include}; install them (python3.11-dev).")
    c_file = folder / "scanner.c"
    library = folder / f"{SOURCE.stem}{sysconfig.get_config_var('EXT_SUFFIX')}"
    cython = [sys.executable, "-m", "cython", "-3", "-X", "annotation_typing=False"]
    zig = [sys.executable, "-m", "ziglang", "cc", "-target", target(), "-O2", "-s"]
    for command in (
        [*cython, str(SOURCE), "-o", str(c_file)],
        [*zig, "-shared", "-fPIC", f"-I{include}", str(c_file), "-o", str(library)],
    ):
        subprocess.run(command, check=True)  # noqa: S603 - fixed commands
    return library


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = build(Path(folder)).read_bytes()
    needed = newest_glibc(library)
    if needed > GLIBC:
        sys.exit(f"The library needs glibc {needed}, the Lambda runtime has {GLIBC}.")
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    place = SOURCE.with_name(SOURCE.stem + suffix)
    fresh = place.with_name(place.name + ".new")
    fresh.write_bytes(library)
    fresh.replace(place)  # processes that use the old one keep it
    print(f"{place.name}: {len(library) / 1024:.0f} kB, needs glibc {needed[0]}.{needed[1]}")


if __name__ == "__main__":
    main()
