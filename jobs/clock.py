"""The clock: every minute, any number of copies. It asks the database what is due; it remembers nothing itself.

Leases that ran out are settled, schedules come due, reviews of periods that ended are drafted, reports that no person is to read first are
sent, overdue ones are reminded of, waiting work is hinted at again, and a heartbeat is left.
Every deed is one conditional statement or may be done twice, so two clocks do no more than one.
"""

import logging
import signal
import threading
from datetime import UTC, datetime
from types import FrameType

STEP_S = 15.0
"""Dead processes are looked for this often; everything else is done once a minute."""

log = logging.getLogger(__name__)


def now() -> datetime:
    """The present moment, in UTC. Everything below ``jobs`` gets it as an argument."""
    return datetime.now(UTC)


def tick(moment: datetime, *, whole: bool = True) -> None:
    """Do everything that is due at ``moment``; what fails is logged and tried again in a minute. Not ``whole``: only settle and beat."""
    from jobs import chores  # noqa: PLC0415 - jobs ask this module for the time

    every = (
        *(chores.beat, chores.reap),
        *(chores.draft, chores.send, chores.remind, chores.export, chores.talk),
        *(chores.watch, chores.warn, chores.stage),
        *(chores.hint, chores.sweep, chores.clear),
    )
    for chore in every if whole else every[:2]:
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
    minute = None
    while not stop.is_set():
        moment = now()
        tick(moment, whole=moment.replace(second=0, microsecond=0) != minute)
        minute = moment.replace(second=0, microsecond=0)
        stop.wait(STEP_S - moment.timestamp() % STEP_S)
    log.info("clock stopped")


if __name__ == "__main__":
    main()
