"""Work in a bounded process leaves nothing behind."""

import os
from pathlib import Path

import pytest

from tenants.render import bounded
from tenants.terms.errors import Refusal


def children():
    """Ids of this process's children: it may have others, the servers of other tests."""
    return [each for task in Path("/proc/self/task").iterdir() for each in (task / "children").read_text().split()]


def test_no_child_is_left_behind():
    before = children()
    with pytest.raises(Refusal):
        bounded.run(lambda: os._exit(3), bounded.Limits(seconds=10, megabytes=600))
    assert children() == before
