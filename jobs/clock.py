"""The clock: every minute, any number of copies. It asks the database what is due; it remembers nothing itself.

Leases that ran out are settled, waiting work is hinted at again, reviews of periods that ended are drafted, and a heartbeat is left.
Every deed is one conditional statement or may be done twice, so two clocks do no more than one.
"""

import logging
import signal
import threading
from datetime import UTC, datetime
from types import FrameType

MINUTE_S = 60.0

log = logging.getLogger(__name__)


def now() -> datetime:
    """The present moment, in UTC. Everything below ``jobs`` gets it as an argument."""
    return datetime.now(UTC)


def tick(moment: datetime) -> None:
    """Do everything that is due at ``moment``; what fails is logged and tried again in a minute."""
    from jobs import chores  # noqa: PLC0415 - jobs ask this module for the time

    for chore in (chores.beat, chores.reap, chores.draft, chores.hint):
        try:
            chore(moment)
        except Exception:
            log.exception("%s", chore.__name__)


def main() -> None:
    """Tick until told to stop (SIGTERM, SIGINT)."""
    from jobs import runtime  # noqa: PLC0415 - as above

    stop = threading.Event()

    def request_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, request_stop)
    signal.signal(signal.SIGINT, request_stop)
    runtime.start()
    log.info("clock started")
    while not stop.is_set():
        moment = now()
        tick(moment)
        stop.wait(MINUTE_S - moment.timestamp() % MINUTE_S)
    log.info("clock stopped")


if __name__ == "__main__":
    main()
