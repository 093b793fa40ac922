"""What lies outside the product, for tests: a post office and a bucket, over the real protocols."""

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class SmtpServer:
    """A recording SMTP server that answers by script.

    ``say("RCPT", "550 no such user", times=1)`` makes the next RCPT fail; without a script everything is taken. ``letters`` holds
    what was taken, as received; ``commands`` every MAIL, RCPT and DATA in order.
    """

    port: int
    letters: list[Envelope] = field(default_factory=list)
    commands: list[tuple[str, str]] = field(default_factory=list)
    script: dict[str, list[str]] = field(default_factory=dict)
    delay_s: float = 0.0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def say(self, command: str, answer: str, times: int = 1) -> None:
        self.script.setdefault(command, []).extend([answer] * times)

    def _answer(self, command: str, argument: str) -> str | None:
        self.commands.append((command, argument))
        waiting = self.script.get(command)
        return waiting.pop(0) if waiting else None

    async def handle_MAIL(  # noqa: N802 -- the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, mail_options: list[str]
    ) -> str:
        refusal = self._answer("MAIL", address)
        if refusal:
            return refusal
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 -- the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        refusal = self._answer("RCPT", address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- as above
        refusal = self._answer("DATA", "")
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        if refusal:
            return refusal
        self.letters.append(envelope)
        return "250 OK"


@contextmanager
def smtp() -> Iterator[SmtpServer]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = SmtpServer(port)
    controller = Controller(server, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield server
    finally:
        controller.stop(no_assert=True)


@dataclass(frozen=True)
class S3Server:
    endpoint: str
    bucket: str = "qunce"
    region: str = "us-east-1"

    @property
    def url(self) -> str:
        return f"s3://{self.bucket}"

    @property
    def environ(self) -> dict[str, str]:
        return {
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": self.region,
            "AWS_ALLOW_HTTP": "true",
        }


S3_PROGRAM = """
import json, sys, boto3
answer, sys.stdout = sys.stdout, sys.stderr
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
server.start()
endpoint = "http://127.0.0.1:%d" % server.get_host_and_port()[1]
keys = dict(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
boto3.client("s3", endpoint_url=endpoint, **keys).create_bucket(Bucket="qunce")
print(json.dumps(endpoint), file=answer, flush=True)
input()
"""


@contextmanager
def s3() -> Iterator[S3Server]:
    """In a process of its own: the library is not clean under "warnings are errors"."""
    process = subprocess.Popen(
        [sys.executable, "-c", S3_PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    assert process.stdin
    try:
        yield S3Server(json.loads(process.stdout.readline()))
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(10)
