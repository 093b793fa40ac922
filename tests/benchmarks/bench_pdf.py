"""What a report costs beside the same markup in an untuned WeasyPrint call: CPU, memory, bytes, as ratios of one run.

Run with ``./run bench pdf``. Each way runs in a process of its own. *Untuned*: ``HTML(string=...).write_pdf()``, the HTML5 parser, a
font configuration a document, the machine's own CJK fonts; *bare*: the same where libharfbuzz-subset0 is not installed.
*Tuned*: ``tenants.render.pdf``, what a worker's child does.
"""

# ruff: noqa: T201 - a table for a person at a terminal

import io
import json
import os
import resource
import statistics
import subprocess
import sys
import time

from pypdf import PdfReader

ROUNDS = 3
GOAL = 0.5


def markup():
    from tenants.render import report
    from tests.render import sample

    return report.html(sample.full(), "zh_Hans_CN")


def tuned(html):
    from tenants.render import pdf

    return pdf.pdf(html)


def untuned(html):
    from weasyprint import HTML

    html = html.replace("Noto Sans SC", "Noto Sans CJK SC").replace("Noto Serif SC", "Noto Serif CJK SC")
    return HTML(string=html).write_pdf()


def bare(html):
    from weasyprint.pdf import fonts

    assert hasattr(fonts, "harfbuzz_subset")
    fonts.harfbuzz_subset = None
    return untuned(html)


def measure(way, html):
    """Render ROUNDS times after the first (a way that takes half a minute: once) and print what it cost as JSON."""
    make = {"tuned": tuned, "untuned": untuned, "bare": bare}[way]
    began = time.process_time()
    made = make(html)
    first, rounds = time.process_time() - began, []
    if way == "tuned":
        from tenants.render import pdf

        pdf.settle()  # as the worker's parent does before it forks
    for _ in range(0 if way == "bare" else ROUNDS):
        began = time.process_time()
        made = make(html)
        rounds.append(time.process_time() - began)
    reader = PdfReader(io.BytesIO(made))
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in reader.pages
        for font in (page["/Resources"].get("/Font") or {}).values()
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "first": first,
                "cpu": statistics.median(rounds or [first]),
                "mb": peak,
                "kb": len(made) / 1024,
                "pages": len(reader.pages),
                "fonts": sorted(fonts),
            }
        )
    )


def run(way, html):
    env = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    command = [sys.executable, "-m", "tests.benchmarks.bench_pdf", way]
    done = subprocess.run(command, input=html, capture_output=True, text=True, check=True, env=env)
    return json.loads(done.stdout.splitlines()[-1])


def main():
    html = markup()
    found = {way: run(way, html) for way in ("bare", "untuned", "tuned")}
    print(f"{'':10}{'pages':>7}{'CPU s, first':>14}{'CPU s, then':>13}{'peak MB':>9}{'KB':>6}  fonts")
    for way, cost in found.items():
        numbers = f"{cost['pages']:>7}{cost['first']:>14.2f}{cost['cpu']:>13.2f}{cost['mb']:>9.0f}{cost['kb']:>6.0f}"
        print(f"{way:10}{numbers}  {', '.join(cost['fonts'])}")
    ratio = {key: found["tuned"][key] / found["untuned"][key] for key in ("first", "cpu", "mb", "kb")}
    print(f"{'ratio':10}{'':>7}{ratio['first']:>14.2f}{ratio['cpu']:>13.2f}{ratio['mb']:>9.2f}{ratio['kb']:>6.2f}")
    reached = ratio["cpu"] <= GOAL and ratio["mb"] <= GOAL
    print(f"goal: CPU and peak memory at most {GOAL} x untuned: {'reached' if reached else 'NOT reached'}")
    return 0 if reached else 1


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] in {"tuned", "untuned", "bare"}:
        measure(sys.argv[1], sys.stdin.read())
    else:
        sys.exit(main())
