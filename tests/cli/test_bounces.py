"""``qunce bounces import``: a mailbox of letters that came back."""

from tests.deliver import returned


def test_a_mailbox_is_read_and_letters_that_are_not_ours_change_nothing(qunce, tmp_path):
    box = tmp_path / "returned.eml"
    box.write_bytes(returned.EXIM)
    answer = qunce("bounces", "import", box).json
    assert answer == {"file": str(box), "read": 2, "noted": 0, "known": 0, "stopped": 0, "unknown": 2}


def test_what_cannot_be_read_is_refused(qunce, tmp_path):
    assert qunce("bounces", "import", tmp_path / "nowhere").refused == "bounces.unreadable"
