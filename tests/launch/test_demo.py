"""How the demo chooses its port and looks after its processes."""

import os
import socket
import sys
import time

import pytest

from webapp.launch import children, demo, fonts, paths, say, stamps

SLEEPER = "import time\nprint('up', flush=True)\ntime.sleep(60)"


@pytest.fixture
def logs(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "LOGS", tmp_path / "log")
    return tmp_path / "log"


def _child(name, program):
    return children.Child(name, [sys.executable, "-c", program], dict(os.environ))


def _wait(condition):
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_busy_port_is_passed_over(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setattr(demo, "FIRST_PORT", taken.getsockname()[1])
        assert demo._free_port() > demo.FIRST_PORT


def test_a_busy_port_that_was_asked_for_is_said(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        with pytest.raises(say.Trouble, match="is taken"):
            demo._free_port()


def test_a_child_that_dies_is_named_with_its_last_words_and_started_again(logs, capsys):
    family = children.Family()
    child = _child("worker", SLEEPER)
    family.start(child)
    try:
        _wait(lambda: "up" in child.last_words())
        child.process.kill()
        _wait(child.has_died)
        assert family.look()
        assert "worker ended" in capsys.readouterr().err
        assert not child.has_died()
    finally:
        family.stop()
    assert child.has_died()


def test_a_child_that_keeps_dying_is_given_up(logs, capsys):
    family = children.Family()
    child = _child("clock", "raise SystemExit('no database')")
    family.start(child)
    _wait(child.has_died)
    assert family.look()
    _wait(child.has_died)
    assert not family.look()
    assert "no database" in capsys.readouterr().err


def test_children_are_stopped_in_the_reverse_order(logs, tmp_path):
    note = tmp_path / "order"
    program = (
        "import signal, sys, time\n"
        f"def bye(*_): open({str(note)!r}, 'a').write(sys.argv[1]); sys.exit()\n"
        "signal.signal(signal.SIGTERM, bye)\nprint('up', flush=True)\ntime.sleep(60)"
    )
    family = children.Family()
    for name in ("web", "worker", "clock"):
        child = children.Child(name, [sys.executable, "-c", program, f"{name} "], dict(os.environ))
        family.start(child)
        _wait(lambda child=child: "up" in child.last_words())
    family.stop()
    assert note.read_text() == "clock worker web "


def test_a_stamp_is_stale_when_a_source_or_a_product_changed(tmp_path):
    source, made, stamp = tmp_path / "source", tmp_path / "made", tmp_path / "stamp"
    source.write_text("1")
    made.write_text("x")
    stamps.write(stamp, stamps.digest(source))
    assert stamps.is_fresh(stamp, stamps.digest(source), [made])
    made.unlink()
    assert not stamps.is_fresh(stamp, stamps.digest(source), [made])
    made.write_text("x")
    source.write_text("2")
    assert not stamps.is_fresh(stamp, stamps.digest(source), [made])


def test_the_cut_fonts_hold_chinese_latin_and_every_mark_of_the_report():
    wanted = fonts.wanted()
    assert {ord(character) for character in "群策社区报告，。“”ÀéßŁ−≤≥÷→×▲●○◆▼◌Ａ　\u00a0"} <= wanted
    assert len(wanted) > 7445


def test_each_prepared_font_is_there_and_the_configuration_names_the_folder():
    config = (paths.FONTS / fonts.CONFIG).read_text(encoding="utf-8")
    assert f"<dir>{paths.FONTS}</dir>" in config
    assert all((paths.FONTS / face.name).stat().st_size > 40_000 for face in fonts.FACES)
