"""The real worker with a renderer that takes as long as a test wants (``QUNCE_TEST_RENDER_S``) and costs nothing."""

import functools
import os
import random
import time

from jobs import worker
from tenants.actions import reporting


def render(document, _language, _paper, **_rest):
    wanted = os.environ["QUNCE_TEST_RENDER_S"]
    time.sleep(random.uniform(0.2, 1.2) if wanted == "random" else float(wanted))
    return b"%PDF-1.7\n" + document[:2000].encode() + b"\n%%EOF\n"


if __name__ == "__main__":
    reporting.make_report = functools.partial(reporting.make_report, render=render)
    reporting.warm = lambda: None
    worker.POLL_S = 1
    worker.main()
