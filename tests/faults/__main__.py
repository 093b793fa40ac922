"""``python -m tests.faults --runs 250 --seed 7``: a long round, and its ledger. Ends with status 1 if anything is not as promised."""

import argparse
import logging
import signal
import sys

from tests.faults import ledger, rounds


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--runs", type=int, default=250)
    parser.add_argument("--seed", type=int, default=20260703)
    parser.add_argument("--patience", type=float, default=1500, help="seconds after which a round that does not settle has failed")
    said = parser.parse_args()
    # Asked to stop, it takes its servers with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    result = rounds.play(said.runs, said.seed, patience_s=said.patience)
    print(result.shown())  # noqa: T201 - the ledger is what the round is for
    return 1 if ledger.wrong(result.ledger) else 0


if __name__ == "__main__":
    sys.exit(main())
