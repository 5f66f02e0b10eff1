"""Compiled modules as the plain Python that they were made of."""

import importlib.util
from pathlib import Path
from types import ModuleType


def uncompiled(module: ModuleType) -> ModuleType:
    """Return another module, run from the source of this one."""
    name = module.__name__.rpartition(".")[2]
    source = Path(module.__file__).parent / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"uncompiled_{name}", source)
    plain = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(plain)
    return plain
