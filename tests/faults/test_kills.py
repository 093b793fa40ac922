"""A short round of faults: nothing may be lost, nothing may arrive twice, everything odd must be shown."""

import pytest

from tests.faults import crew, ground, ledger, rounds

RUNS = 24
FAULTS = 12


@pytest.mark.slow
def test_whatever_happens_nothing_is_lost_nothing_arrives_twice_and_everything_odd_is_shown():
    result = rounds.play(RUNS, seed=20260703, patience_s=240, every_s=(0.2, 0.6), most=FAULTS)
    print("\n" + result.shown())  # noqa: T201 - the ledger is what the round is for
    assert ledger.wrong(result.ledger) == {}
    assert set(result.struck) >= set(crew.KINDS), "every kind of fault comes"
    assert set(result.moods) >= set(ground.MOODS), "every mood of the mail server comes"
    assert result.ledger["runs"] == RUNS
    assert result.ledger["runs failed"] >= result.ledger["poison"] > 0
    assert result.ledger["claims of runs"] > RUNS, "no fault hit a run: the round proved nothing"
