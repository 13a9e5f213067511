"""A mail server and a server for webhooks on this machine, which keep what they are given."""

import base64
import json
import socketserver
import ssl
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
    """What a mail server took: sender, recipients and message of each.

    With a `context` it speaks TLS, at once or after STARTTLS, and wants the login USER:PASSWORD;
    `logins` are those that were tried, each with whether nobody could listen.
    """

    port: int = 0
    mode: str = "insecure"
    context: ssl.SSLContext | None = None
    logins: list[tuple[str, bool]] = field(default_factory=list)
    taken: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)
    refuses: bool = False

    def url(self, to="office@example.org"):
        return f"mailto://127.0.0.1:{self.port}?from=mingzhang@example.org&to={to}&mode=insecure"

    def secure_url(self, mode, password="example-only"):
        there = f"mingzhang:{password}@localhost:{self.port}"
        return f"mailtos://{there}?mode={mode}&from=mingzhang@example.org&to=office@example.org"

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
                self.answer(f"250-localhost\r\n250-8BITMIME\r\n{self.offer()}250 SMTPUTF8")
            elif verb == "STARTTLS":
                self.answer("220 go on")
                self.secure()
            elif verb.startswith("AUTH"):
                self.login(word)
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

    def offer(self):
        is_secret = isinstance(self.connection, ssl.SSLSocket)
        login = "250-AUTH PLAIN\r\n" if self.box.context is not None else ""
        return login if is_secret or self.box.mode != "starttls" else f"{login}250-STARTTLS\r\n"

    def secure(self):
        """Begin anew over TLS, as the client does."""
        self.finish()
        self.request = self.box.context.wrap_socket(self.request, server_side=True)
        self.setup()

    def login(self, word):
        _, user, password = base64.b64decode(word.split()[2]).decode().split("\0")
        is_secret = isinstance(self.connection, ssl.SSLSocket)
        self.box.logins.append((f"{user}:{password}", is_secret))
        is_right = (user, password) == ("mingzhang", "example-only")
        self.answer("235 ok" if is_right else "535 no")

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

    def get_request(self):
        client, address = super().get_request()
        if self.box.mode == "ssl":
            client = self.box.context.wrap_socket(client, server_side=True)
        return client, address

    def handle_error(self, *_):
        """A client that trusts no certificate goes away, which is what is looked for."""


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
def mailbox(mode: str = "insecure", context: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    server = _Threads(("127.0.0.1", 0), _Smtp)
    server.box = Mailbox(mode=mode, context=context)
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
