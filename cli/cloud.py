"""The laptop's cloud: started, deployed, seeded, remembered and stopped."""

import contextlib
import fcntl
import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

import boto3

from cli import later, ministack, stack, warming
from cli.aws import LaptopSession
from cli.errors import CommandError, Exit
from cli.local_template import adapt
from cli.places import SOURCE, TEMPLATE, home
from cli.seeding import api_key, seed

CODE_BUCKET = "wfo-code"
LAPTOP = {  # template parameters
    "Environment": "laptop",
    "MaximumConcurrency": "2",
    "LanguageModelMode": "off",
}
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Cloud:
    """A running laptop's cloud, and how to talk to it."""

    home: Path
    pid: int
    port: int
    api_url: str
    api_key: str
    admin_api_key: str
    outputs: dict[str, str] = field(default_factory=dict)
    resources: dict[str, str] = field(default_factory=dict)

    @cached_property
    def session(self) -> boto3.Session:
        return LaptopSession(ministack.endpoint(self.port))

    @property
    def log(self) -> Path:
        return self.home / "cloud.log"


def running(at: Path | None = None) -> Cloud | None:
    """Return the cloud of this home if it runs; a file left by one that died is ignored."""
    remembered = _remembered(at or home())
    if remembered is None or not ministack.is_ours(remembered.pid):
        return None
    return remembered if ministack.answers(remembered.port) else None


def up(
    at: Path | None = None,
    port: int | None = None,
    *,
    keep: bool = True,
    parameters: Mapping[str, str] | None = None,
    extra: Mapping[str, str] | None = None,
) -> Cloud:
    """Start the cloud, or bring the one that runs up to date with the source tree.

    Args:
        at: Its home; the user's by default.
        port: Where it listens; the one it had before, else a free one.
        keep: Whether its state outlives it.
        parameters: Template parameters that differ from the laptop's.
        extra: Environment variables for it and its workers.

    Raises:
        CommandError: Another start is under way, the port is taken or the template was refused.
    """
    place = at or home()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(place):
        found = running(place)
        if found is not None:
            if port not in (None, found.port):
                raise CommandError(
                    f"The laptop's cloud already runs on port {found.port}.", Exit.USAGE
                )
            return _deployed(place, found.pid, found.port, parameters or {})
        chosen = _port(place, port)
        process = ministack.start(place, chosen, keep=keep, extra=extra or {})
        try:
            return _deployed(place, process.pid, chosen, parameters or {})
        except BaseException:
            ministack.stop(process.pid, process)
            raise


def down(at: Path | None = None) -> bool:
    """Stop the cloud so that its state is saved; False if none runs.

    Raises:
        CommandError: It had to be killed, and what it did since its start is lost.
    """
    place = at or home()
    remembered = _remembered(place)
    if remembered is None or not ministack.is_ours(remembered.pid):
        return False
    with _alone(place):
        if not ministack.stop(remembered.pid):
            raise CommandError("The laptop's cloud did not stop in time; its state is lost.")
    return True


@contextlib.contextmanager
def throw_away() -> Iterator[Cloud]:
    """Give a cloud that leaves nothing behind."""
    with tempfile.TemporaryDirectory(prefix="wfo-") as folder:
        cloud = up(Path(folder), keep=False)
        try:
            yield cloud
        finally:
            down(Path(folder))


def _deployed(place: Path, pid: int, port: int, parameters: Mapping[str, str]) -> Cloud:
    """Make the stack what the source tree says, and remember how to reach it."""
    session = LaptopSession(ministack.endpoint(port))
    template = TEMPLATE.read_text()
    code = _upload_code(session)
    adapted = adapt(template, code)
    made = stack.deploy(session, adapted.body, LAPTOP | dict(parameters))
    cloud = Cloud(
        home=place,
        pid=pid,
        port=port,
        api_url=f"{ministack.endpoint(port)}/_aws/execute-api/{made.outputs['RestApiId']}/v1",
        api_key=api_key(session, made.outputs["ApiKeyId"]),
        admin_api_key=api_key(session, made.outputs["AdminApiKeyId"]),
        outputs=made.outputs,
        resources=made.resources,
    )
    with warming.workers(session, cloud.api_url):
        later.apply(session, made, adapted.later)
        seed(session, made, cloud.admin_api_key)
    _remember(cloud)
    return cloud


def _upload_code(session: boto3.Session) -> str:
    """Upload a package without code, named by the digest of the source tree.

    The name changes with the sources, so that a deployment replaces the workers that have
    loaded older ones.
    """
    key = f"{_source_digest()}.zip"
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr(zipfile.ZipInfo("sources", date_time=EPOCH), key)
    s3 = session.client("s3")
    s3.create_bucket(Bucket=CODE_BUCKET)
    s3.put_object(Bucket=CODE_BUCKET, Key=key, Body=package.getvalue())
    return f"s3://{CODE_BUCKET}/{key}"


def _source_digest() -> str:
    digest = hashlib.sha256()
    for folder in ("common", "functions"):
        for file in sorted((SOURCE / folder).rglob("*.py")):
            digest.update(str(file.relative_to(SOURCE)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _port(place: Path, asked: int | None) -> int:
    """Queue addresses in a saved state contain the port, so a state keeps its port."""
    remembered = _remembered(place)
    if remembered is None or not (place / "state").exists():
        return asked or ministack.free_port()
    if asked not in (None, remembered.port):
        raise CommandError(
            f"The state in {place} belongs to port {remembered.port}; delete that folder to "
            "start anew on another port.",
            Exit.USAGE,
        )
    return remembered.port


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Hold the home's lock, which the kernel frees however this process ends."""
    with (place / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"Another wfo is starting or stopping the cloud in {place}; wait for it.",
                Exit.UNREACHABLE,
            ) from None
        yield


def _remember(cloud: Cloud) -> None:
    """Write how to reach the cloud where only its user can read it."""
    file = cloud.home / "cloud.json"
    partial = file.with_suffix(".partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as output:
        json.dump(asdict(cloud) | {"home": str(cloud.home)}, output, indent=1)
    partial.replace(file)


def _remembered(place: Path) -> Cloud | None:
    try:
        fields = json.loads((place / "cloud.json").read_text())
        return Cloud(**(fields | {"home": place}))
    except (OSError, ValueError, TypeError):
        return None
