"""Decodes Parquet in a process of its own: damaged pages can abort the decoder, not the agent.

The child has no environment but its import path, and bounded memory and time.
"""

import contextlib
import io
import os
import subprocess
import sys

import polars as pl

MAX_MEMORY_BYTES = 6 << 30  # of addresses; the decoder reserves more than it uses
MAX_SECONDS = 120


class UndecodableError(ValueError):
    """The decoder refused the bytes, or died of them; ``str`` says why."""


def decoded(body: bytes) -> pl.DataFrame:
    """Return the table of a Parquet file; raises ``UndecodableError``."""
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "POLARS_MAX_THREADS": "2"}
    try:
        child = subprocess.run(
            [sys.executable, "-m", "functions.input.reading.parquet_decoding"],
            input=body,
            capture_output=True,
            timeout=MAX_SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UndecodableError("it takes too long to decode") from None
    if child.returncode != 0:
        raise UndecodableError("its pages are damaged, or do not fit what its footer says")
    return pl.read_ipc_stream(io.BytesIO(child.stdout))


def main() -> None:
    """Read a Parquet file from the standard input, write the table as an Arrow stream."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # a system without such limits
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    table = pl.read_parquet(io.BytesIO(sys.stdin.buffer.read()), hive_partitioning=False)
    body = io.BytesIO()
    table.write_ipc_stream(body)
    sys.stdout.buffer.write(body.getbuffer())


if __name__ == "__main__":
    main()
