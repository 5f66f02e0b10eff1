"""Compile what has a ``.pxd`` beside it for Linux, to run on the Lambda runtime's old glibc too.

Runs in an environment of its own (requirements/kernel.txt) by ``make kernel``; no system compiler
is needed. Everything works without the result, only more slowly. With an argument, ``x86_64`` or
``aarch64``, it compiles for that machine instead of this one.
"""

import platform
import re
import runpy
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
FUNCTIONS = ROOT / "functions"
# No fused multiply-add: numbers come out the same on every processor, and as when not compiled.
# Small functions that call each other all the time are worth melting together: 9% faster.
FLAGS = (
    *("-O2", "-mllvm", "-inline-threshold=600", "-fomit-frame-pointer"),
    *("-ffp-contract=off", "-s"),
)
GLIBC = (2, 26)  # of Amazon Linux 2


def wanted_machine() -> str:
    """Return what to compile for; exits where that is not supported."""
    machine = sys.argv[1] if len(sys.argv) > 1 else platform.machine()
    if sys.platform != "linux" or machine not in {"x86_64", "aarch64"}:
        sys.exit("Modules are compiled on Linux only; elsewhere they run as they are.")
    return machine


def newest_glibc(library: bytes) -> tuple[int, int]:
    """Return the newest version of glibc that a library asks for."""
    asked = re.findall(rb"GLIBC_(\d+)\.(\d+)", library)
    return max(((int(major), int(minor)) for major, minor in asked), default=(0, 0))


def constants(layout: Path) -> str:
    """Return a module's whole numbers as constants: the compiler calculates with them."""
    lines = ["cdef extern from *:"]
    for name, value in runpy.run_path(str(layout)).items():
        if name.isupper() and isinstance(value, int):
            small = value < 1 << 31
            kind, literal = ("int", value) if small else ("unsigned long long", f"{value}ULL")
            lines.append(f'    const {kind} {name} "{literal}"')
    return "\n".join(lines) + "\n"


def build(source: Path, folder: Path, machine: str) -> Path:
    """Compile one module into ``folder`` and return the library."""
    include = sysconfig.get_paths()["include"]
    if not (Path(include) / "Python.h").is_file():
        sys.exit(f"Python's headers are not in {include}; install them (python3.11-dev).")
    c_file = folder / f"{source.stem}.c"
    layout = source.with_name("layout.py")
    if layout.is_file():
        (folder / "layout.pxi").write_text(constants(layout), encoding="utf-8")
    abi = f"cpython-{sys.version_info.major}{sys.version_info.minor}"
    library = folder / f"{source.stem}.{abi}-{machine}-linux-gnu.so"
    target = f"{machine}-linux-gnu.{GLIBC[0]}.{GLIBC[1]}"
    cython = [sys.executable, "-m", "cython", "-3", "-I", str(folder)]
    cython += ["-X", "annotation_typing=False"]
    zig = [sys.executable, "-m", "ziglang", "cc", "-target", target, *FLAGS]
    for command in (
        [*cython, str(source.relative_to(ROOT)), "-o", str(c_file)],
        [*zig, "-shared", "-fPIC", f"-I{include}", str(c_file), "-o", str(library)],
    ):
        subprocess.run(command, check=True, cwd=ROOT)  # noqa: S603 - fixed commands
    return library


def build_folder(folder: Path, machine: str) -> None:
    """Put the libraries of one folder beside their sources, all or none: they share types."""
    with tempfile.TemporaryDirectory() as built:
        for types in sorted(folder.glob("*.pxd")):
            build(types.with_suffix(".py"), Path(built), machine)
        libraries = sorted(Path(built).glob("*.so"))
        needed = max(newest_glibc(library.read_bytes()) for library in libraries)
        if needed > GLIBC:
            sys.exit(f"The libraries need glibc {needed}, the Lambda runtime has {GLIBC}.")
        for library in libraries:
            place = folder / library.name
            fresh = place.with_name(place.name + ".new")
            fresh.write_bytes(library.read_bytes())
            fresh.replace(place)  # processes that use the old one keep it
            size = place.stat().st_size / 1024
            print(f"{place.name}: {size:.0f} kB, needs glibc {needed[0]}.{needed[1]} at most")


def main() -> None:
    machine = wanted_machine()
    for folder in sorted({types.parent for types in FUNCTIONS.rglob("*.pxd")}):
        build_folder(folder, machine)


if __name__ == "__main__":
    main()
