import io
from functools import cache

import page
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from tenants.render import pdf
from tests.render import sample
from tests.render.pdfua import Report, furniture

LANGS = ("zh_Hans_CN", "en")


def failures(made):
    return sorted({each.rule_id for each in page.validate_pdf_bytes(made, profile="ua1").failures})


def markup(body):
    return f'<html lang="en"><head><title>t</title></head><body><h1 data-mark="t">t</h1>{body}</body></html>'


def structure(element):
    return (element.tag, *(structure(kid) for kid in element.kids if not isinstance(kid, tuple)))


@pytest.mark.parametrize("make", [sample.full, sample.bare, sample.strained, sample.year])
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_report_is_pdf_ua_to_the_validator_and_to_what_it_passes_over(make, lang, paper):
    made = pdf.render(make(), lang, paper)
    assert failures(made) == []
    assert Report(made).problems() == []


@pytest.mark.parametrize("lang", LANGS)
def test_what_only_decorates_is_seen_and_not_read(lang):
    report = Report(pdf.render(sample.full(), lang))
    pages = len(report.pdf.pages)
    assert len(furniture(report)) >= 3 * (pages - 1)  # whose report, which chapter, which page
    tables = [[row.kids[0].tag for row in table.elements() if row.tag == "TR"] for table in report.tagged("Table")]
    assert all("TH" in row for row in tables)
    alternatives = [str(each.source.Alt) for each in report.tagged("Figure")]
    assert all(len(words) > 3 for words in alternatives)


def test_a_table_that_runs_over_pages_is_one_table_whose_repeated_head_is_not_read_again():
    rows = "".join(f'<tr><th scope="row">{n}</th><td>x</td></tr>' for n in range(150))
    made = pdf.pdf(markup(f'<table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tbody>{rows}</tbody></table>'))
    report = Report(made)
    assert len(report.pdf.pages) > 2
    assert (len(report.tagged("Table")), len(report.tagged("THead")), len(report.tagged("TR"))) == (1, 1, 151)
    assert (report.problems(), failures(made)) == ([], [])


@pytest.mark.parametrize(
    ("body", "tree"),
    [
        ("<ul><li>a</li><li>b <b>c</b></li></ul>", ("L", ("LI", ("Lbl",), ("LBody",)), ("LI", ("Lbl",), ("LBody",)))),
        ("<ol><li><p>a</p></li></ol>", ("L", ("LI", ("Lbl",), ("LBody", ("P",))))),
        ('<ul style="list-style: none"><li>a</li></ul>', ("L", ("LI", ("LBody",)))),
        ("<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd></dl>", ("L", *(("LI", ("Lbl",), ("LBody",)),) * 2)),
        ("<table><tr><td>a</td><td><p>b</p></td></tr></table>", ("P",)),
        ('<table role="list"><tr><td>1</td><td>a</td></tr></table>', ("L", ("LI", ("Lbl",), ("LBody",)))),
        ('<table role="presentation"><tr><th>a</th></tr></table>', ("P",)),
        ("<blockquote>a</blockquote>", ("BlockQuote", ("P",))),
        ('<p>a <a href="#x">b</a></p><p id="x">c</p>', ("P", ("Link",))),
        ("<p>a <a>b</a></p>", ("P",)),
        ('<p>a <a href="#nowhere">b</a> <a href="relative">c</a></p>', ("P",)),
        ('<section lang="zh"><p>a</p></section>', ("Sect", ("P",))),
        ('<p>a</p><div aria-hidden="true"><p>b</p></div>', ("P",)),
    ],
)
def test_markup_becomes_the_structure_it_means(body, tree):
    made = pdf.pdf(markup(body))
    report = Report(made)
    assert structure(report.top.kids[1]) == tree
    assert (report.problems(), failures(made)) == ([], [])


def test_a_picture_without_words_is_decoration_and_one_with_words_a_figure():
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}<path d="M0 0h9v9z"/></svg>'
    made = pdf.pdf(markup(drawing.format("") + drawing.format("<title>three of four</title>")))
    report = Report(made)
    assert [str(each.source.Alt) for each in report.tagged("Figure")] == ["three of four"]
    assert report.problems() == []


@cache
def whole():
    return pdf.render(sample.full(), "en")


def changed(change):
    made = pikepdf.open(io.BytesIO(whole()))
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def first(made, tag):
    return next(each for each in made.objects if isinstance(each, Dictionary) and each.get("/S") == f"/{tag}" and "/P" in each)


def drop(where, *names):
    def change(made):
        target = where(made)
        for name in names:
            del target[name]

    return change


def put(where, **values):
    def change(made):
        target = where(made)
        for name, value in values.items():
            target["/" + name] = value

    return change


def of(tag):
    return lambda made: first(made, tag)


def root(made):
    return made.Root


def link(made):
    return next(each for each in made.objects if isinstance(each, Dictionary) and each.get("/Subtype") == "/Link")


def font(made):
    return next(each for each in made.objects if isinstance(each, Dictionary) and "/ToUnicode" in each)


def unnamed(made):
    with made.open_metadata() as metadata:
        del metadata["dc:title"]


def undeclared(made):
    with made.open_metadata() as metadata:
        del metadata["pdfuaid:part"]


def painted(made):
    made.pages[2].contents_add(b"BT /F0 9 Tf 40 40 Td (x) Tj ET")


def disowned(made):
    paragraph = first(made, "P")
    paragraph.K = Array([])


def misplaced(made):
    nums = made.Root.StructTreeRoot.ParentTree.Nums
    nums[1] = Array(list(reversed(list(nums[3]))))


def shorter_row(made):
    row = next(each for each in made.objects if isinstance(each, Dictionary) and each.get("/S") == "/TR" and each.K[-1].get("/S") == "/TD")
    row.K = Array(list(row.K)[:-1])


def widowed_text(made):
    paragraph, section = first(made, "P"), first(made, "Sect")
    section.K.append(paragraph.K[0])
    section.Pg = paragraph.Pg


MUTATIONS = {
    "01-005 painted": painted,
    "01-005 content": disowned,
    "01-006": misplaced,
    "06-001": drop(lambda made: made.Root.MarkInfo, "/Marked"),
    "06-002": undeclared,
    "06-003": unnamed,
    "07-001": drop(root, "/ViewerPreferences"),
    "09-001": put(lambda made: made.Root.StructTreeRoot.K[0], S=Name.Sect),
    "09-003": lambda made: put(of("P"), P=first(made, "Table"))(made),
    "09-004": widowed_text,
    "09-005": put(of("TR"), S=Name.P),
    "11-006": drop(root, "/Lang"),
    "13-004": drop(of("Figure"), "/Alt"),
    "13-005": put(of("Figure"), A=Dictionary(O=Name.Layout, BBox=Array([0, 0, 9000, 9]))),
    "14-001": put(of("H1"), S=Name.H2),
    "14-003": put(of("H2"), S=Name.H5),
    "15-003 a header": drop(of("TH"), "/A"),
    "15-004": shorter_row,
    "28-008": put(link, F=2),
    "28-009": drop(lambda made: made.pages[1].obj, "/Tabs"),
    "28-010": drop(link, "/StructParent"),
    "28-011": put(of("Link"), S=Name.Span),
    "28-012": drop(link, "/Contents"),
    "29-001": drop(root, "/Outlines"),
    "31-009": drop(lambda made: font(made).DescendantFonts[0].FontDescriptor, "/FontFile2"),
    "31-027": drop(font, "/ToUnicode"),
}


@pytest.mark.parametrize("rule", MUTATIONS)
def test_each_rule_can_fail(rule):
    assert Report(whole()).problems() == []
    problems = Report(changed(MUTATIONS[rule])).problems()
    assert any(problem.startswith(rule) for problem in problems), problems


def test_the_validator_fails_what_the_engines_own_tagging_makes_of_the_same_report(monkeypatch):
    import weasyprint.pdf
    from weasyprint.pdf.tags import add_tags

    pdf.check()
    monkeypatch.setattr(weasyprint.pdf, "add_tags", add_tags)
    made = pdf.render(sample.full(), "en")
    assert "PDFUA1-TABLE-KIDS-001" in failures(made)
    assert any(problem.startswith("15-003 a table without") for problem in Report(made).problems())
