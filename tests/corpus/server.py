"""A server on the loopback that keeps the requests it gets."""

import http.server
import threading
from dataclasses import dataclass


@dataclass
class Seen:
    """One request, as it came over the wire."""

    method: str
    target: str
    headers: object
    body: bytes


class Recorder(http.server.ThreadingHTTPServer):
    """Keeps each request under the number that its path begins with, and answers 418."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        number, _, rest = self.path.removeprefix("/").partition("/")
        seen = Seen(self.command, f"/{rest}", self.headers, self.body())
        self.server.seen.setdefault(int(number), []).append(seen)
        self.send_response(418)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def log_message(self, *_):
        pass


for _method in ("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"):
    setattr(Handler, f"do_{_method}", Handler.answer)
