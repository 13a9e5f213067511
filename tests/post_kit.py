"""A mail server and a server for webhooks on this machine, which keep what they are given."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NOTIFY = """\
since: 2019-01-01
quiet: {{start: "00:00", end: "00:00", rest_days: false}}
pickup: 内网共享文件夹“退回”
addresses:
{addresses}"""


def write_notify(store, *addresses, head=""):
    """A usable notify.yaml; each address is a dict as it stands in the file."""
    lines = "".join(f"  - {json.dumps(one, ensure_ascii=False)}\n" for one in addresses)
    store.notify.write_text(head + NOTIFY.format(addresses=lines), encoding="utf-8")
    store.notify.chmod(0o600)


@dataclass
class Mailbox:
    """What a mail server took: sender, recipients and message of each."""

    port: int = 0
    taken: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)
    refuses: bool = False

    def url(self, to="office@example.org"):
        return f"mailto://127.0.0.1:{self.port}?from=mingzhang@example.org&to={to}&mode=insecure"

    @property
    def texts(self):
        return [
            f"{one['Subject']}\n{one.get_body(('plain',)).get_content()}"
            for _, _, one in self.taken
        ]


class _Smtp(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs that sends."""

    def handle(self):
        self.box = self.server.box
        self.answer("220 localhost")
        sender, to = "", []
        while line := self.rfile.readline():
            word = line.decode().strip()
            verb = word.upper()
            if verb.startswith("EHLO"):
                self.answer("250-localhost\r\n250-8BITMIME\r\n250 SMTPUTF8")
            elif verb.startswith("MAIL"):
                sender = word
                self.answer("250 ok")
            elif verb.startswith("RCPT"):
                to.append(word)
                self.answer("550 no such user" if self.box.refuses else "250 ok")
            elif verb == "DATA":
                self.answer("354 go on")
                self.box.taken.append((sender, to, self.message()))
                self.answer("250 taken")
            elif verb == "QUIT":
                self.answer("221 bye")
                return
            else:
                self.answer("250 ok")

    def message(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return message_from_bytes(b"".join(lines), policy=policy.default)

    def answer(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class _Threads(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True


@dataclass
class Hook:
    """What a webhook was given: path and body of each; `answers` is what it says."""

    port: int = 0
    taken: list[tuple[str, dict]] = field(default_factory=list)
    status: int = 200
    answer: dict | str = field(default_factory=lambda: {"errcode": 0, "code": 0})

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"

    def url(self, path="hook"):
        return f"json://127.0.0.1:{self.port}/{path}"


class _Http(BaseHTTPRequestHandler):
    def do_POST(self):
        hook = self.server.hook
        body = self.rfile.read(int(self.headers["Content-Length"]))
        hook.taken.append((self.path, json.loads(body)))
        said = hook.answer if isinstance(hook.answer, str) else json.dumps(hook.answer)
        self.send_response(hook.status)
        self.end_headers()
        self.wfile.write(said.encode())

    def log_message(self, *_):
        return


@contextmanager
def _served(server) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    server = _Threads(("127.0.0.1", 0), _Smtp)
    server.box = Mailbox()
    with _served(server) as port:
        server.box.port = port
        yield server.box


@contextmanager
def webhook() -> Iterator[Hook]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Http)
    server.hook = Hook()
    with _served(server) as port:
        server.hook.port = port
        yield server.hook
