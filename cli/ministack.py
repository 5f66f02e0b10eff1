"""The process that is the laptop's cloud: MiniStack, on 127.0.0.1 only."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import requests

from cli.aws import CREDENTIALS, REGION
from cli.errors import CommandError, Exit
from cli.places import SOURCE

HOST = "127.0.0.1"
READY_WITHIN_S = 60.0
STOPPED_WITHIN_S = 90.0  # state is saved on the way out
PASSED_ON = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")


def endpoint(port: int) -> str:
    return f"http://{HOST}:{port}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def environment(home: Path, port: int, *, keep: bool, extra: Mapping[str, str]) -> dict[str, str]:
    """Return the whole environment of the cloud.

    Its Lambda workers inherit it, so nothing of the user's shell is passed on: a variable that
    is missing from the template must be missing here too.
    """
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    persistence = {
        "PERSIST_STATE": "1",
        "STATE_DIR": str(home / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(home / "s3"),
    }
    return {
        **passed,
        **CREDENTIALS,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_XRAY_SDK_ENABLED": "false",  # nobody listens for traces
        "POWERTOOLS_TRACE_DISABLED": "true",
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LAMBDA_EXECUTOR": "local",
        "PYTHONPATH": str(SOURCE),  # packages are empty zips: the code runs from the tree
        **(persistence if keep else {}),
        **extra,
    }


def start(
    home: Path, port: int, *, keep: bool, extra: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start the cloud and return once it answers.

    Raises:
        CommandError: The port is taken, or nothing answered in time.
    """
    if not is_free(port):
        raise CommandError(
            f"Port {port} is taken by another program. Choose one with --port.", Exit.UNREACHABLE
        )
    _forget_stream_positions(home)
    log = home / "cloud.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack"],
            env=environment(home, port, keep=keep, extra=extra),
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    deadline = time.monotonic() + READY_WITHIN_S
    while process.poll() is None and time.monotonic() < deadline:
        if answers(port):
            return process
        time.sleep(0.05)
    stop(process.pid, process)
    raise CommandError(f"The laptop's cloud did not start; its log is {log}", Exit.UNREACHABLE)


def _forget_stream_positions(home: Path) -> None:
    """Let stream mappings begin anew after a restart.

    MiniStack saves how far they had read, but not the stream, whose numbers start again at
    zero: what is written next would be taken for read, and no session would ever complete.
    """
    file = home / "state" / "lambda.json"
    if file.is_file():
        saved = json.loads(file.read_text())
        saved["payload"]["dynamodb_stream_positions"] = {}
        file.write_text(json.dumps(saved))


def answers(port: int) -> bool:
    try:
        return requests.get(f"{endpoint(port)}/_ministack/ready", timeout=5).ok
    except requests.RequestException:
        return False


def is_ours(pid: int) -> bool:
    """Whether ``pid`` is a MiniStack, and not a process that got the number of one that ended."""
    command = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self").exists():
        with contextlib.suppress(OSError):
            return b"ministack" in command.read_bytes()
        return False
    listed = subprocess.run(
        ["ps", "-p", str(pid), "-o", "command="],  # noqa: S607
        capture_output=True,
        check=False,
    )
    return b"ministack" in listed.stdout


def stop(pid: int, process: subprocess.Popen[bytes] | None = None) -> bool:
    """End the cloud and its workers; False if it had to be killed and its state is lost."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOPPED_WITHIN_S
    while _runs(pid, process) and time.monotonic() < deadline:
        time.sleep(0.05)
    clean = not _runs(pid, process)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)  # workers that outlive it, or all if it hangs
    if process is not None:
        process.wait()
    return clean


def _runs(pid: int, process: subprocess.Popen[bytes] | None) -> bool:
    return process.poll() is None if process is not None else is_ours(pid)
