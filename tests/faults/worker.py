"""The real worker in a hurry: its pauses are short, and its renderer takes as long as a test wants (``QUNCE_TEST_RENDER_S``).

A number of seconds, ``random`` or ``mixed`` (random, in a bounded child as always, and now and then the real report). A run whose paper is
``poison`` kills the process that makes it.
"""

import functools
import io
import os
import random
import signal
import time
from datetime import timedelta

import pypdf

from jobs import runtime, worker
from tenants.actions import handing, reporting
from tenants.render import bounded, pdf

LIMITS = bounded.Limits(seconds=30, megabytes=300)
REAL = 0.06
POISON = "poison"


def render(document, language, paper, *, assets, pulse):
    wanted = os.environ["QUNCE_TEST_RENDER_S"]
    if paper == POISON:
        os.kill(os.getpid(), signal.SIGKILL)
    if wanted == "mixed":
        if random.random() < REAL:
            return pdf.render_bounded(document, language, "A4", assets=assets, pulse=pulse)
        return bounded.run(lambda: slowly(random.uniform(0.05, 0.9)), LIMITS, pulse)
    return slowly(random.uniform(0.2, 1.2) if wanted == "random" else float(wanted))


def slowly(seconds):
    """A small PDF that opens, and that no other equals."""
    time.sleep(seconds)
    writer, page = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": random.randbytes(12_000).hex()})
    writer.write(page)
    return page.getvalue()


def hurry():
    """Leases of seconds (``QUNCE_LEASE_S``) want pauses and signs of life of less."""
    bounded._PULSE_S = 0.3
    reporting.PAUSE = timedelta(seconds=0.4)
    handing.BACKOFF = (timedelta(seconds=0.5),) * 4
    runtime.office = functools.partial(handing.office, stall_s=1.0, verdict_s=1.5)
    worker.BEAT_S = 1


def main():
    reporting.make_report = functools.partial(reporting.make_report, render=render)
    reporting.warm = lambda: None
    worker.POLL_S = 1
    if os.environ.get("QUNCE_LEASE_S"):
        hurry()
    random.seed()
    worker.main()


if __name__ == "__main__":
    main()
