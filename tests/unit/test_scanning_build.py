"""scripts/build_kernel.py"""

from pathlib import Path

import pytest

from functions.input.scanning import column, instants, rows, scanner
from functions.optimization.simulation.engine import layout
from scripts.build_kernel import GLIBC, constants, newest_glibc


def test_finds_the_newest_version_of_glibc_that_a_library_asks_for():
    assert newest_glibc(b"..GLIBC_2.9\0GLIBC_2.14\0memcpy\0GLIBC_2.2.5") == (2, 14)
    assert newest_glibc(b"none") == (0, 0)


@pytest.mark.skipif(not scanner.COMPILED, reason="the scanner is not compiled")
@pytest.mark.parametrize("module", [column, instants, rows, scanner])
def test_the_compiled_scanner_runs_on_the_lambda_runtime(module):
    assert newest_glibc(Path(module.__file__).read_bytes()) <= GLIBC


def test_all_of_the_scanner_is_compiled_or_nothing():
    assert {column.COMPILED, instants.COMPILED, rows.COMPILED} == {scanner.COMPILED}


def test_numbers_that_the_model_and_the_kernel_agree_on_are_constants_for_the_compiler():
    lines = constants(Path(layout.__file__)).splitlines()
    for name in ("SUMS", "CYCLE", "PER_NODE", "RATES"):
        assert f'    const int {name} "{getattr(layout, name)}"' in lines
    assert f'    const unsigned long long MASK "{0xFFFFFFFF}ULL"' in lines
