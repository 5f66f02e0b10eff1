"""The HTTP API, as a user's program sees it."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests
from requests_toolbelt.multipart.encoder import MultipartEncoder  # type: ignore[import-untyped]

from cli.errors import CommandError, Exit

TIMEOUT_S = (5, 60)  # to connect, to answer
TRIES = 4
PATIENCE_S = 2.0  # between tries where the server names no other
LINKED = ("html", "md")  # formats whose editions link to each other
REDIRECTS = (301, 302, 303, 307, 308)
BUSY = (429, 502, 503, 504)


class RefusedError(CommandError):
    """The API answered with a problem (RFC 9457)."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.problem = dict(problem)
        super().__init__(worded(problem), Exit.UNREACHABLE if status >= 500 else Exit.INVALID)


def worded(problem: Mapping[str, Any]) -> str:
    """Return a problem in lines for people: what, why, and where in the document."""
    title, detail = problem.get("title") or "The API refused this", problem.get("detail")
    lines = [f"{title}: {detail}" if detail and detail != title else str(title)]
    for part in problem.get("errors") or ():
        place = part.get("pointer")
        lines.append(f"  {place}: {part['detail']}" if place else f"  {part['detail']}")
    return "\n".join(lines)


class Client:
    """One API key at one API."""

    def __init__(self, api_url: str, api_key: str) -> None:
        self.api_url = api_url.rstrip("/")
        self._key = api_key
        self._http = requests.Session()

    def health(self) -> dict[str, Any]:
        return self._json("GET", "/health")

    def optimize(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._json("POST", "/optimize", json=body, headers=_once())

    def upload(self, file: Path, body: Mapping[str, Any]) -> dict[str, Any]:
        """Reserve a session for a file and stream the file into the intake."""
        reserved = self._json("POST", "/uploads", json=body, headers=_once())
        size = file.stat().st_size
        if size > int(reserved["max_bytes"]):
            raise CommandError(
                f"{file} has {size:,} bytes; at most {reserved['max_bytes']:,} are accepted.",
                Exit.INVALID,
            )
        form = reserved["upload"]
        with file.open("rb") as content:
            parts = {**form["fields"], "file": (file.name, content, "application/octet-stream")}
            encoder = MultipartEncoder(parts)
            answer = self._send(
                "POST", form["url"], data=encoder, headers={"Content-Type": encoder.content_type}
            )
        if not answer.ok:
            raise CommandError(f"The store refused {file} ({answer.status_code}).", Exit.INVALID)
        return reserved

    def status(self, session_id: str) -> dict[str, Any]:
        return self._json("GET", f"/status/{session_id}")

    def result(self, session_id: str, form: str, edition: str | None = None) -> bytes:
        """Return a report; a redirect to the store is followed without the API key.

        Where editions link to each other it is the file, whose links lead to files beside it.
        """
        if form in LINKED:
            answer = self._call("GET", f"/results/{session_id}/{edition or 'report'}.{form}")
        else:
            wanted = {"format": form} | ({"edition": edition} if edition else {})
            answer = self._call("GET", f"/results/{session_id}", params=wanted)
        if answer.status_code in REDIRECTS:
            answer = self._send("GET", answer.headers["Location"])
        return _checked(answer).content

    def workflows(self, filters: Mapping[str, Any]) -> dict[str, Any]:
        return self._json("GET", "/workflows", params=filters)

    def replay(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._json("POST", "/replays", json=body)

    def replay_state(self, name: str) -> dict[str, Any]:
        return self._json("GET", f"/replays/{name}")

    def cancel(self, session_id: str) -> dict[str, Any]:
        return self._json("POST", f"/status/{session_id}/cancel")

    def _json(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        answer = _checked(self._call(method, path, **options))
        try:
            return dict(answer.json())
        except ValueError as error:
            raise CommandError(
                f"{self.api_url} did not answer as this API does.", Exit.UNREACHABLE
            ) from error

    def _call(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {"x-api-key": self._key, **options.pop("headers", {})}
        for left in reversed(range(TRIES)):
            answer = self._send(method, self.api_url + path, headers=headers, **options)
            if (
                answer.status_code not in BUSY
                or not left
                or not _repeatable(method, headers, answer)
            ):
                break
            time.sleep(_patience_s(answer))
        return answer

    def _send(self, method: str, url: str, **options: Any) -> requests.Response:
        try:
            return self._http.request(
                method, url, timeout=TIMEOUT_S, allow_redirects=False, **options
            )
        except requests.RequestException as error:
            raise CommandError(
                f"{self.api_url} cannot be reached ({type(error).__name__}).", Exit.UNREACHABLE
            ) from error


def _once() -> dict[str, str]:
    """Return the header with which a request can be repeated and yet starts one session."""
    return {"Idempotency-Key": str(uuid4())}


def _repeatable(method: str, headers: Mapping[str, str], answer: requests.Response) -> bool:
    return method == "GET" or "Idempotency-Key" in headers or answer.status_code == 429


def _patience_s(answer: requests.Response) -> float:
    named = answer.headers.get("Retry-After", "")
    return float(named) if named.isdigit() else PATIENCE_S


def _checked(answer: requests.Response) -> requests.Response:
    if answer.ok:
        return answer
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    if not isinstance(problem, dict) or "title" not in problem:
        problem = {"title": f"The API answered {answer.status_code}", "detail": _hint(answer)}
    raise RefusedError(answer.status_code, problem)


def _hint(answer: requests.Response) -> str:
    if answer.status_code in (401, 403):
        return "the API key is missing or unknown; pass it with --api-key or WFO_API_KEY."
    return answer.reason or "no reason given"
