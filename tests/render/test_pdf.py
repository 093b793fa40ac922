import inspect
import io
import os
import socket
import time
from pathlib import Path

import pytest
from pypdf import PdfReader

from tenants.render import bounded, pdf, report, tuning
from tenants.terms.errors import Refusal
from tenants.terms.snapshot import dump
from tests.render import sample

OURS = {
    *("Noto-Sans-SC", "Noto-Sans-SC-Bold", "Noto-Serif-SC-Semi-Bold", "Source-Sans-3", "Source-Sans-3-Bold"),
    *("Source-Serif-4", "Source-Serif-4-Semi-Bold", "Noto-Sans-SC-Whole", "Noto-Serif-SC-Whole", "Noto-Emoji"),
}
HOSTILE = (
    '<img src="http://127.0.0.1:9/x.png" alt=""/>',
    '<img src="file:///etc/passwd" alt=""/>',
    '<img src="asset:unknown" alt=""/>',
    '<link rel="stylesheet" href="http://127.0.0.1:9/x.css"/>',
    '<link rel="attachment" href="file:///etc/passwd"/>',
    '<a rel="attachment" href="file:///etc/passwd">x</a>',
    '<p style="background: url(http://127.0.0.1:9/x.png)">x</p>',
    "<style>@import url(http://127.0.0.1:9/x.css);</style>",
    "<style>@font-face { font-family: x; src: url(http://127.0.0.1:9/x.ttf) } p { font-family: x }</style><p>x</p>",
    '<object data="http://127.0.0.1:9/x.svg"></object>',
    '<embed src="file:///etc/hostname"/>',
    '<ul style="list-style-image: url(http://127.0.0.1:9/x.png)"><li>x</li></ul>',
    '<p style="content: url(file:///etc/passwd)">x</p>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="http://127.0.0.1:9/x.png" width="9" height="9"/></svg>',
)


def page(body):
    return f'<html lang="en"><head><title>t</title></head><body>{body}</body></html>'


def fonts(made):
    names = set()
    for each in PdfReader(io.BytesIO(made)).pages:
        for font in (each["/Resources"].get("/Font") or {}).values():
            names.add(font.get_object()["/BaseFont"].split("+")[-1].rstrip(",").lstrip("/"))
    return names


def text(made):
    return "\n".join(each.extract_text() for each in PdfReader(io.BytesIO(made)).pages)


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("the renderer opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize("make", [sample.full, sample.bare, sample.strained, sample.year])
@pytest.mark.parametrize("lang", ["zh_Hans_CN", "en"])
def test_a_report_is_made_in_our_fonts_alone_without_a_request(make, lang, no_network):
    made = pdf.render(make(), lang)
    assert made.startswith(b"%PDF-")
    assert fonts(made) <= OURS
    assert len(made) < 400_000


def test_a_chinese_report_is_text_that_can_be_read_searched_and_heard():
    made = pdf.render(sample.full(), "zh_Hans_CN")
    reader = PdfReader(io.BytesIO(made))
    catalogue = reader.trailer["/Root"]
    assert reader.metadata.title == "岫岚户外 徒步会员群 2026\u00a0年 6\u00a0月"
    assert reader.metadata.author == "汀步社群"
    assert catalogue["/Lang"] == "zh-Hans"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert len(reader.pages) == 9
    assert {"满意度", "活跃度", "增长", "附录"} <= {entry.title for entry in reader.outline if not isinstance(entry, list)}
    words = text(made).replace("\u00a0", " ")
    assert "岫岚户外" in words
    assert "直播那天问的三个问题都有人答" in words.replace("\n", "")


def test_the_same_document_gives_the_same_bytes():
    assert pdf.render(sample.bare(), "en") == pdf.render(sample.bare(), "en")


@pytest.mark.parametrize(("make", "lang"), [(sample.full, "zh_Hans_CN"), (sample.strained, "en")])
def test_our_user_agent_sheet_sets_a_report_exactly_as_the_renderers_own_does(make, lang, monkeypatch):
    from weasyprint import HTML

    markup = report.html(make(), lang)
    ours = pdf.pdf(markup)
    monkeypatch.setattr(pdf._page_class(), "_ua_stylesheets", HTML._ua_stylesheets)
    assert ours == pdf.pdf(markup)


def test_what_is_tuned_in_the_renderer_changes_no_byte(monkeypatch):
    from weasyprint.layout import percent
    from weasyprint.text import line_break

    markup = report.html(sample.full(), "zh_Hans_CN")
    tuned = pdf.pdf(markup)
    plain = inspect.getclosurevars(line_break.Layout.setup).nonlocals["ordinary"]
    monkeypatch.setattr(line_break.Layout, "setup", plain)
    monkeypatch.setattr(percent, "resolve_one_percentage", inspect.getclosurevars(percent.resolve_one_percentage).nonlocals["ordinary"])
    assert plain.__module__ == "weasyprint.text.line_break"
    assert pdf.pdf(markup) == tuned


def test_another_release_of_the_renderer_is_not_tuned_and_told_of(monkeypatch, caplog):
    import weasyprint
    from weasyprint.layout import percent
    from weasyprint.text import line_break

    pdf.check()
    plain = inspect.getclosurevars(line_break.Layout.setup).nonlocals["ordinary"]
    resolve = inspect.getclosurevars(percent.resolve_one_percentage).nonlocals["ordinary"]
    monkeypatch.setattr(line_break.Layout, "setup", plain)
    monkeypatch.setattr(percent, "resolve_one_percentage", resolve)
    monkeypatch.setattr(weasyprint, "__version__", "70.1")
    tuning.apply.cache_clear()
    tuning.apply()
    assert (line_break.Layout.setup, percent.resolve_one_percentage) == (plain, resolve)
    assert "70.1 is not tuned" in caplog.text


def test_the_release_that_is_tuned_is_the_one_that_is_locked():
    lock = (Path(__file__).resolve().parents[2] / "requirements.lock").read_text()
    assert f"\nweasyprint=={tuning.RELEASE} " in lock


def test_a_renderer_whose_tagging_cannot_be_replaced_makes_no_report(monkeypatch):
    import weasyprint.pdf

    pdf._engine.cache_clear()
    monkeypatch.delattr(weasyprint.pdf, "add_tags")
    with pytest.raises(pdf.RenderUnavailableError, match=f"Install WeasyPrint {tuning.RELEASE}"):
        pdf.check()
    monkeypatch.undo()
    pdf._engine.cache_clear()
    pdf.check()


@pytest.mark.parametrize("source", ["url(http://127.0.0.1:9/x.ttf)", "local('Noto Sans SC')"])
def test_no_document_brings_a_font_into_the_configuration_all_share(source, no_network):
    face = f"<style>@font-face {{ font-family: x; src: {source} }} p {{ font-family: x }}</style><p>x</p>"
    with pytest.raises(Refusal) as caught:
        pdf.pdf(page(face))
    assert caught.value.code == "report.unsafe_markup"
    _weasyprint, configuration = pdf._engine()
    assert configuration._folder is None  # or it stays on the disk, and its end is a traceback


def test_letter_paper_has_its_own_size():
    first = PdfReader(io.BytesIO(pdf.render(sample.bare(), "en", "Letter"))).pages[0]
    assert [round(float(side)) for side in first.mediabox[2:]] == [612, 792]


@pytest.mark.parametrize("body", HOSTILE)
def test_markup_can_reach_nothing_outside_itself(body, no_network):
    codes = []
    try:
        made = pdf.pdf(page(body))
    except Refusal as refusal:
        codes, made = [refusal.code], b""
    assert set(codes) <= {"report.unsafe_markup"}
    assert b"/EmbeddedFile" not in made
    assert not made or "root:" not in text(made)


def test_what_a_manager_pastes_into_a_comment_stays_words(no_network):
    evil = "".join(HOSTILE) + "<script>alert(1)</script> ![x](http://127.0.0.1:9/y.png) [go](javascript:alert(1))"
    base = sample.full()
    document = sample.full(commentary=type(base.commentary)(evil, evil, evil, evil, evil), client=evil[:60])
    assert pdf.render(document, "en").startswith(b"%PDF-")
    markup = report.html(document, "en")
    assert "127.0.0.1:9/x" not in "".join(part for part in markup.split("<") if part.startswith(("img", "link", "object", "embed")))
    assert "javascript:" not in markup.replace("[go](javascript:", "")


def test_a_picture_handed_over_by_us_is_shown():
    import struct
    import zlib

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    png += chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")
    made = pdf.pdf(page('<img src="asset:logo" alt="Logo"/>'), {"logo": png})
    assert len(PdfReader(io.BytesIO(made)).pages[0].images) == 1


def test_broken_markup_is_refused_in_words():
    with pytest.raises(Refusal) as caught:
        pdf.pdf("<p>")
    assert caught.value.code == "report.broken_markup"


def test_a_missing_font_folder_is_said_before_anything_is_rendered(tmp_path, monkeypatch):
    monkeypatch.setenv("QUNCE_FONTS", str(tmp_path))
    pdf._engine.cache_clear()
    with pytest.raises(pdf.RenderUnavailableError, match="fonts are missing"):
        pdf.check()
    monkeypatch.undo()
    pdf._engine.cache_clear()
    pdf.check()


def test_a_missing_subsetter_is_said_with_the_package_to_install(monkeypatch):
    from weasyprint.text import ffi

    pdf._engine.cache_clear()
    monkeypatch.setattr(ffi, "harfbuzz_subset", None)
    with pytest.raises(pdf.RenderUnavailableError, match="libharfbuzz-subset0"):
        pdf.check()
    monkeypatch.undo()
    pdf._engine.cache_clear()


def test_the_bounded_child_makes_the_same_report():
    document = sample.bare()
    assert pdf.render_bounded(dump(document), "en") == pdf.render(document, "en")


def test_a_child_that_takes_too_long_is_stopped():
    began = time.monotonic()
    with pytest.raises(Refusal) as caught:
        bounded.run(lambda: time.sleep(30) or b"", bounded.Limits(seconds=0.5, megabytes=100))
    assert caught.value.code == "report.timed_out"
    assert time.monotonic() - began < 5


def test_a_child_that_wants_too_much_memory_is_stopped():
    with pytest.raises(Refusal) as caught:
        bounded.run(lambda: b"x" * (300 << 20), bounded.Limits(seconds=20, megabytes=50))
    assert caught.value.code == "report.too_large"


def test_a_child_knows_no_secret_and_its_refusal_reaches_the_parent(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "canary")
    monkeypatch.setenv("DATABASE_URL", "canary")
    limits = bounded.Limits(seconds=10, megabytes=200)
    seen = bounded.run(lambda: "\n".join(f"{k}={v}" for k, v in os.environ.items()).encode(), limits)
    assert b"canary" not in seen

    def refuse():
        raise Refusal("report.unsafe_markup", address="http://x")

    with pytest.raises(Refusal) as caught:
        bounded.run(refuse, limits)
    assert (caught.value.code, caught.value.facts) == ("report.unsafe_markup", {"address": "http://x"})


def test_a_child_that_dies_is_reported_and_the_parent_lives_on():
    limits = bounded.Limits(seconds=10, megabytes=200)
    with pytest.raises(Refusal) as caught:
        bounded.run(lambda: os._exit(9), limits)
    assert caught.value.code == "report.render_failed"
    assert bounded.run(lambda: b"still here", limits) == b"still here"
