"""A server that speaks Bedrock's Converse and says what a test wants: also nonsense, or nothing."""

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["_Handler", dict[str, Any]], None]
STOPS_WITHIN_S = 0.01  # after it was asked to; by itself it looks every half second
USAGE = {"inputTokens": 1200, "outputTokens": 300, "totalTokens": 1500}


@dataclass
class ModelServer:
    """Answers with the replies in turn, the last one again and again; keeps what it was asked."""

    replies: deque[Reply] = field(default_factory=deque)
    requests: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    ended: threading.Event = field(default_factory=threading.Event)

    def answers(self, *replies: Reply) -> None:
        self.replies.clear()
        self.replies.extend(replies)

    def reply(self) -> Reply:
        return self.replies.popleft() if len(self.replies) > 1 else self.replies[0]


class _Handler(BaseHTTPRequestHandler):
    model: ModelServer

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        asked = json.loads(self.rfile.read(length))
        self.model.requests.append(asked)
        try:
            self.model.reply()(self, asked)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


def says(content: list[dict[str, Any]], stop: str = "end_turn", usage: Any = USAGE) -> Reply:
    """Answer with blocks of content."""
    body = {
        "output": {"message": {"role": "assistant", "content": content}},
        "stopReason": stop,
        "usage": usage,
        "metrics": {"latencyMs": 5},
    }
    return lambda handler, asked: handler.send(200, json.dumps(body).encode())


def text(said: str, stop: str = "end_turn", usage: Any = USAGE) -> Reply:
    return says([{"text": said}], stop, usage)


def value(given: Any) -> Reply:
    return text(json.dumps(given))


def tool(given: Any) -> Reply:
    use = {"toolUse": {"toolUseId": "1", "name": "answer", "input": given}}
    return says([use], "tool_use")


def computed(answer: Callable[[dict[str, Any]], Any]) -> Reply:
    """Answer with what a function makes of the request."""
    return lambda handler, asked: value(answer(asked))(handler, asked)


def error(status: int, kind: str) -> Reply:
    body = json.dumps({"message": "no"}).encode()
    return lambda handler, asked: handler.send(status, body, x_amzn_ErrorType=kind)


def raw(body: bytes) -> Reply:
    return lambda handler, asked: handler.send(200, body)


def silence(handler: _Handler, asked: dict[str, Any]) -> None:
    """Say nothing until the test is over."""
    handler.model.ended.wait(30)


def drip(handler: _Handler, asked: dict[str, Any]) -> None:
    """Send an answer that never ends, a byte at a time."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    until = time.monotonic() + 30
    while not handler.model.ended.wait(0.02) and time.monotonic() < until:
        handler.wfile.write(b" ")


def hang_up(handler: _Handler, asked: dict[str, Any]) -> None:
    handler.close_connection = True
    handler.connection.close()


@contextmanager
def model_server() -> Iterator[ModelServer]:
    made = ModelServer()
    handler = type("Handler", (_Handler,), {"model": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(STOPS_WITHIN_S,), daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield made
    finally:
        made.ended.set()
        server.shutdown()
        server.server_close()
