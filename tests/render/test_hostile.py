"""Reports as a trap door: whatever a person can write or hand in, the renderer reaches nothing, ends in time, and fails alone."""

import http.server
import io
import os
import re
import socket
import subprocess
import threading
import time
import zlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from urllib.parse import urlsplit

import pikepdf
import pytest
from pypdf import PdfReader

from tenants.render import bounded, bounds, fence, pdf, report
from tenants.render.markdown import clean
from tenants.terms.contract import MetricContract
from tenants.terms.document import Commentary
from tenants.terms.errors import Refusal
from tenants.terms.period import Period
from tenants.terms.snapshot import dump
from tests.render import sample
from tests.render.hostile import BREAKOUTS, CANARY, DECLARATIONS, MARKUP, SVG, Counting, png

LIMITS = bounded.Limits(seconds=20, megabytes=400)


@pytest.fixture(scope="module")
def trap(tmp_path_factory):
    """Addresses to fall for: a web server that counts, a file that must never be read aloud."""
    folder = tmp_path_factory.mktemp("trap")
    (folder / "canary.css").write_text(f"p::before {{ content: '{CANARY}' }} {CANARY}")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    server.seen = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server, {"url": f"http://127.0.0.1:{server.server_port}", "port": server.server_port, "file": folder / "canary.css", "svg": SVG}
    server.shutdown()
    server.server_close()


def page(body):
    return f'<html lang="en"><head><title>t</title></head><body>{body}</body></html>'


def harmless(made):
    """Nothing of the file, nothing attached, nothing that runs or leads away by itself."""
    opened = pikepdf.open(io.BytesIO(made))
    everything = b"".join(
        bytes(each.read_bytes()) if isinstance(each, pikepdf.Stream) else each.unparse() for each in opened.objects if each is not None
    )
    text = subprocess.run(["pdftotext", "-", "-"], input=made, capture_output=True, check=True).stdout.decode()
    assert CANARY not in text
    assert CANARY.encode() not in everything
    for word in (b"/EmbeddedFile", b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/SubmitForm", b"/GoToR", b"/RichMedia"):
        assert word + b" " not in everything, word
    return text


def attempt(markup, run):
    """Return the PDF, or nothing when the markup was refused as it may be."""
    try:
        return run(markup)
    except Refusal as refusal:
        if refusal.code in {"report.unsafe_markup", "report.broken_markup"}:
            return b""
        raise


def in_child(markup):
    return bounded.run(lambda: pdf.pdf(markup), LIMITS)


@pytest.mark.parametrize("run", [pdf.pdf, in_child], ids=["here", "in the child"])
@pytest.mark.parametrize("name", [*MARKUP, *DECLARATIONS])
def test_markup_reaches_neither_the_network_nor_a_file(name, run, trap):
    server, places = trap
    before = len(server.seen)
    if name in MARKUP:
        markup = page(MARKUP[name].format(**places))
    else:
        markup = DECLARATIONS[name].replace("{url}", places["url"]).replace("{file}", str(places["file"]))
    if made := attempt(markup, run):
        harmless(made)
    assert len(server.seen) == before


def test_the_trap_springs_for_whoever_falls_into_it(trap):
    from weasyprint import HTML

    server, places = trap
    before = len(server.seen)
    made = HTML(string=page(MARKUP["img http"].format(**places) + MARKUP["attachment link"].format(**places))).write_pdf()
    assert len(server.seen) > before
    with pytest.raises(AssertionError):
        harmless(made)


_CODE = re.compile(r"[a-z0-9_.:#,-]*|[A-Z]{3}|[A-Za-z]+/[A-Za-z_]+|20[0-9]{2}-[QW0-9]+")


def saying(evil, value):
    """``value`` with ``evil`` for every word that a person could have written; codes, keys, colours and zones stay."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return value if _CODE.fullmatch(value) else evil
    if is_dataclass(value) and not isinstance(value, (Period, MetricContract)):
        return replace(value, **{each.name: saying(evil, getattr(value, each.name)) for each in fields(value) if each.init})
    if isinstance(value, Mapping):
        return {key: saying(evil, each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(saying(evil, each) for each in value)
    return value


def everything_says(evil):
    """A report in which every word that a person controls is ``evil``."""
    base = sample.full()
    written = replace(
        base,
        brand=replace(base.brand, footer="A footer"),
        commentary=Commentary(*["A text"] * 5),
        rewritten={each.id: "A sentence" for each in base.findings[:4]},
        findings=base.findings[:4],
        activities=base.activities[:3],
        coming=base.coming[:2],
        actions=base.actions[:3],
        voices=base.voices[:2],
        days=base.days[:9],
    )
    return saying(evil, written)


@pytest.mark.parametrize(("name", "lang"), [(name, ("zh_Hans_CN", "en")[n % 2]) for n, name in enumerate(BREAKOUTS)])
def test_whatever_people_write_stays_words(name, lang, trap):
    server, places = trap
    before = len(server.seen)
    evil = BREAKOUTS[name].format(**places) if "{" in BREAKOUTS[name] else BREAKOUTS[name]
    document = everything_says(evil)
    markup = report.html(document, lang)
    made = attempt(markup, lambda html: bounded.run(lambda: pdf.pdf(html), bounded.Limits(seconds=45, megabytes=600)))
    assert made or name in {"quotations without end", "lists without end", "stars"}
    assert not made or "7*7" in harmless(made) or name != "a template"
    assert len(server.seen) == before
    told = bounds.read(markup)
    assert "link" not in {each.tag for each in told.iter()}
    assert not [
        each for each in told.iter() if each.tag in {"img", "image", "script", "object", "embed", "iframe", "foreignObject", "base"}
    ]
    assert not [name for each in told.iter() for name in each.attrib if name.startswith(("on", "hx-", "srcdoc"))]


@pytest.mark.parametrize("text", [*BREAKOUTS.values(), '<p onclick="x" hx-post="/x" class="y" id="z" style="color:red">t</p>'])
def test_markdown_leaves_only_what_is_on_the_list(text):
    from xml.etree import ElementTree as ET

    made = ET.fromstring(f"<div>{clean(text)}</div>")
    tags = {each.tag for each in made.iter()} - {"div"}
    assert tags <= {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "a", "h3", "h4", "del"}
    attributes = {(each.tag, name) for each in made.iter() for name in each.attrib}
    assert attributes <= {("a", "href"), ("a", "rel")}
    schemes = {urlsplit(each.get("href", "")).scheme for each in made.iter("a")}
    assert schemes <= {"", "http", "https", "mailto"}


def test_a_table_of_ten_thousand_rows_is_cut_and_says_so():
    rows = "".join("<tr>" + "<td>7</td>" * 20 + "</tr>" for _ in range(10_000))
    head = "<thead><tr>" + '<th scope="col">h</th>' * 20 + "</tr></thead>"
    began = time.process_time()
    made = pdf.pdf(page(f"<table>{head}<tbody>{rows}</tbody></table>"))
    assert time.process_time() - began < 60
    assert "9,800 more are not listed." in harmless(made)
    chinese = bounds.read(f'<html lang="zh-Hans"><body><table>{rows}</table></body></html>')
    assert "另有" in "".join(chinese.itertext())
    assert len(list(chinese.iter("tr"))) == bounds.MOST_CELLS // 20 + 1


def test_a_table_within_measure_stays_whole():
    rows = "".join(f"<tr><td>{n}</td></tr>" for n in range(bounds.MOST_ROWS))
    assert len(list(bounds.read(page(f"<table>{rows}</table>")).iter("tr"))) == bounds.MOST_ROWS


def test_markup_nested_without_end_is_refused_in_words():
    with pytest.raises(Refusal) as caught:
        in_child(page("<div>" * 3_000 + "x" + "</div>" * 3_000))
    assert caught.value.code in {"report.broken_markup", "report.too_large"}


@pytest.mark.parametrize(
    "picture",
    [
        png(60_000, 60_000, zlib.compress(bytes(1_000_000))),
        png(0, 9),
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
    ],
)
def test_a_picture_that_is_no_png_or_is_gigantic_is_refused_before_it_is_unpacked(picture):
    with pytest.raises(Refusal) as caught:
        pdf.pdf(page('<img src="asset:logo" alt="Logo"/>'), {"logo": picture})
    assert (caught.value.code, caught.value.facts) == ("report.unsafe_markup", {"address": "asset:logo"})


def test_a_picture_reaches_the_bounded_child():
    logo = png(2, 2, zlib.compress(b"\0" + b"\xff\0\0" * 2 + b"\0" + b"\xff\0\0" * 2))
    made = bounded.run(lambda: pdf.pdf(page('<img src="asset:logo" alt="Logo"/>'), {"logo": logo}), LIMITS)
    assert len(PdfReader(io.BytesIO(made)).pages[0].images) == 1
    assert pdf.render_bounded(dump(sample.bare()), "en", assets={"logo": logo}).startswith(b"%PDF-")


def outcome(work, limits=LIMITS):
    with pytest.raises(Refusal) as caught:
        bounded.run(work, limits)
    return caught.value.code


def test_a_render_that_eats_memory_ends_as_a_refusal():
    rows = "<p>x</p>" * 15_000
    assert outcome(lambda: pdf.pdf(page(rows)), bounded.Limits(seconds=60, megabytes=8)) == "report.too_large"


def test_a_render_that_burns_the_processor_ends_as_a_refusal():
    def burn():
        while True:
            pass

    began = time.monotonic()
    assert outcome(burn, bounded.Limits(seconds=1, megabytes=100)) == "report.timed_out"
    assert time.monotonic() - began < 10


def test_time_spent_in_the_processor_is_bounded_by_the_kernel_too(monkeypatch):
    def never(_source, _deadline, _pulse):
        time.sleep(4)
        return b""

    monkeypatch.setattr(bounded, "_read", never)

    def burn():
        while True:
            pass

    assert outcome(burn, bounded.Limits(seconds=1, megabytes=100)) == "report.timed_out"


@pytest.mark.parametrize("signal", [6, 5, 11])
def test_a_library_that_aborts_for_want_of_memory_ends_as_a_refusal(signal):
    assert outcome(lambda: os.kill(os.getpid(), signal) or b"") == "report.too_large"


def _denied(reach):
    try:
        reach()
    except OSError as error:
        return str(error.errno).encode()
    return b"reached"


@pytest.mark.parametrize("layer", ["both", "namespace", "filter"])
def test_the_child_cannot_open_a_connection(layer, trap, monkeypatch):
    server, _places = trap
    before = len(server.seen)
    if layer == "namespace":
        monkeypatch.setattr(bounded, "forbid_calls", lambda: False)
        if bounded.run(lambda: str(fence.leave_network()).encode(), LIMITS) != b"True":
            pytest.skip("the kernel allows no network namespace here")
    if layer == "filter":
        monkeypatch.setattr(bounded, "leave_network", lambda: False)

    def reach():
        socket.create_connection(("127.0.0.1", server.server_port), 2).close()

    assert bounded.run(lambda: _denied(reach), LIMITS) != b"reached"
    reach()
    assert len(server.seen) == before


def test_the_child_starts_no_program():
    assert bounded.run(lambda: _denied(lambda: subprocess.run(["true"], check=True)), LIMITS) == b"1"


def test_the_child_holds_no_connection_of_its_parent():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        number = ours.fileno()
        assert bounded.run(lambda: _denied(lambda: os.write(number, b"x")), LIMITS) == b"9"
