"""What a report costs beside the same markup in an untuned WeasyPrint call: CPU, memory, bytes, as ratios of one run.

Run with ``./run bench pdf``; ``python -m tests.benchmarks.bench_pdf zh_Hans_CN bare`` adds the untuned job without
libharfbuzz-subset0. Untuned and ours take turns, round by round, because other work on the machine falls on both; CPU is user and
system time, never wall time, and of the rounds the median counts.

Two comparisons, never mixed:

- *a job*, which decides how many machines a month-end needs. Untuned: a process of its own reads the markup, imports WeasyPrint and
  calls ``HTML(string=...).write_pdf()`` with the machine's own Noto CJK fonts; that is a stock worker's forked job or a cron script.
  Ours: ``render_bounded`` as the worker calls it, from the frozen document (so the markup is made within the time), in a child forked
  from a warmed, frozen parent; what the parent spends on it is added.
- *warm*, rendering alone: the same markup once more in a process that has rendered it before, ``write_pdf()`` beside ``pdf.pdf``.

Ours is tagged (PDF/UA-1) and untuned is not: that costs us 4 % and stays.

Beside them headless Chromium prints the same markup (cold: started for one report, as a script does; warm: a browser kept open, asked
once more), and Typst sets an equal document (``typeset.py``: same words, tables and drawings) in a process of its own. Chromium's CPU and
memory are those of its whole tree. Peak MB is what every process holds, added up; PSS divides pages among those who share them, so that
of our child is what one more report at the same time costs. Wall time tells something only on an idle machine.

What each lever gave, as the CPU of a warm render with it over that without it, paired, ten rounds, a Chinese month of the demo:

- no file identifier 0.92: to have one, every object is written and every stream compressed twice;
- well-formed markup and expat instead of the HTML5 parser 0.92;
- a user agent sheet of our own 0.95: WeasyPrint's makes six more styles for each element, for notes and markers;
- one font configuration for all documents 0.95, and memory that stays flat; static fonts of our own instead of system collections: half
  the memory, and most of what is left of the difference;
- figures once and definitions two a row, without lines, instead of three cells and three borders each: 0.85 (untuned gains it too).

A job besides saves the imports, half a second. No gain: a child without garbage collection (page faults take what it saves), warming
with a whole report instead of an empty one, dropping fallback fonts, ``overflow-wrap`` or the half-width marks.
"""

# ruff: noqa: T201 - a table for a person at a terminal

import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from functools import partial

from pypdf import PdfReader

from tests.benchmarks.tree import Watch, clocked

ROUNDS = 4
GOAL = 0.5
GOAL_CHROMIUM = 1 / 8
JOBS = 6


def untuned(html):
    from weasyprint import HTML

    return HTML(string=html).write_pdf()


def bare(html):
    from weasyprint.pdf import fonts

    assert hasattr(fonts, "harfbuzz_subset")
    fonts.harfbuzz_subset = None
    return untuned(html)


def tuned(html):
    from tenants.render import pdf

    return pdf.pdf(html)


def measure(way):
    """Print as JSON what this process spent until its first PDF, on one more, and what they are. CPU counts from its very start."""
    html = sys.stdin.read()
    make = {"tuned": tuned, "untuned": untuned, "bare": bare}[way]
    made = make(html)
    cost = {"job": time.process_time(), **described(made, peak())}
    if way == "tuned":
        from tenants.render import pdf

        pdf.settle()  # as the worker's parent does before it forks
    if way != "bare":
        began = time.process_time()
        make(html)
        cost["warm"] = time.process_time() - began
    print(json.dumps(cost))


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def described(made, megabytes):
    reader = PdfReader(io.BytesIO(made))
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1].strip("/,")
        for page in reader.pages
        for font in (page["/Resources"].get("/Font") or {}).values()
    }
    return {"mb": megabytes, "kb": len(made) / 1024, "pages": len(reader.pages), "fonts": sorted(fonts)}


def alone(way, html):
    """Return what ``measure`` finds in a process of its own, which knows only the machine's fonts unless it asks for ours."""
    if way != "tuned":
        html = html.replace("Noto Sans SC", "Noto Sans CJK SC").replace("Noto Serif SC", "Noto Serif CJK SC")
    env = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    command = [sys.executable, "-m", "tests.benchmarks.bench_pdf", way]
    run = partial(subprocess.run, command, input=html, capture_output=True, text=True, check=True, env=env)
    done, wall = clocked(run)
    return {**json.loads(done.stdout.splitlines()[-1]), "wall": wall}


def typeset(html):
    """Return what Typst spends on an equal document, in a process of its own."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as made:
        run = partial(subprocess.run, [sys.executable, "-m", "tests.benchmarks.typeset", made.name], input=html, capture_output=True)
        done, wall = clocked(partial(run, text=True, check=True))
        cost = json.loads(done.stdout.splitlines()[-1])
        return {"job": cost["cpu"], "warm": cost["alone"], "wall": wall, **described(made.read(), cost["mb"])}


def printed(cost, made):
    return {"job": cost["cpu"], "wall": cost["wall"], "pss": cost["pss"], **described(made, cost["mb"])}


def spent():
    """Return the CPU seconds of this process and of its children that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def worker_job(frozen, lang):
    """Return what a job costs where it is done: in a child of this process, which has been warmed as a worker is."""
    from tenants.render import pdf

    began = spent()
    made, wall = clocked(partial(pdf.render_bounded, frozen, lang))
    return {"job": spent() - began, "wall": wall, **described(made, 0)}


def worker_memory(frozen, lang):
    """Return the peak memory of such a child: its own word, and its part where it shares pages with its parent."""
    from tenants.render import bounded, pdf
    from tenants.terms.snapshot import load

    def work():
        with Watch(os.getpid()) as watch:
            pdf.render(load(frozen), lang)
        return f"{peak()} {watch.pss}".encode()

    told = bounded.run(work, bounded.Limits(seconds=60, megabytes=600)).split()
    return {"mb": float(told[0]), "pss": float(told[1])}


def rounds(lang):
    """Return the costs of every way in every round; they take turns."""
    from tenants.actions.specimen import specimen
    from tenants.render import pdf, report
    from tenants.terms.snapshot import dump
    from tests.benchmarks import browser
    from tests.render import sample

    document = sample.full()
    frozen, html = dump(document), report.html(document, lang)
    found = {name: [] for name in ("untuned", "worker", "tuned", "cold", "open", "typst")}
    chromium = browser.program() is not None
    with browser.kept_open() if chromium else nullcontext() as warm:
        if chromium:
            warm(html)
        pdf.warm(specimen())
        for _ in range(ROUNDS):
            found["untuned"].append(alone("untuned", html))
            found["worker"].append({**worker_job(frozen, lang), **worker_memory(frozen, lang)})
            found["tuned"].append(alone("tuned", html))
            found["typst"].append(typeset(html))
            if chromium:
                found["cold"].append(printed(*browser.cold(html)))
                found["open"].append(printed(*warm(html)))
    if "bare" in sys.argv:
        found["bare"] = [alone("bare", html)]
    found["hour"] = {workers: hourly(frozen, lang, workers) for workers in (1, 2)}
    return found


def hourly(frozen, lang, workers):
    """Return how many reports so many workers make in an hour, each a process that renders in bounded children of its own."""
    from tenants.render import pdf

    def work():
        children = []
        for _ in range(workers):
            child = os.fork()
            if child == 0:
                for _job in range(JOBS):
                    pdf.render_bounded(frozen, lang)
                os._exit(0)
            children.append(child)
        for child in children:
            os.waitpid(child, 0)

    _nothing, wall = clocked(work)
    return 3600 * workers * JOBS / wall


def middle(costs, key):
    return statistics.median(cost[key] for cost in costs)


def row(name, costs, key):
    last = costs[-1]
    wall = f"{middle(costs, 'wall'):8.2f}" if key == "job" else " " * 8
    cpu, megabytes = middle(costs, key), middle(costs, "mb")
    shared = f"{middle(costs, 'pss'):8.0f}" if "pss" in last else " " * 8
    print(f"{name:44}{last['pages']:>6}{cpu:>8.2f}{wall}{megabytes:>9.0f}{shared}{last['kb']:>6.0f}  {', '.join(last['fonts'])[:90]}")


def ratio(name, ours, theirs, key):
    cpu = statistics.median(mine[key] / other[key] for mine, other in zip(ours, theirs, strict=True))
    megabytes = middle(ours, "mb") / middle(theirs, "mb")
    shared = f"{middle(ours, 'pss') / middle(theirs, 'pss'):8.3f}" if "pss" in ours[-1] and "pss" in theirs[-1] else ""
    print(f"{name:44}{'':>6}{cpu:>8.2f}{'':>8}{megabytes:>9.3f}{shared}")
    return cpu, megabytes


def main():
    lang = "en" if "en" in sys.argv else "zh_Hans_CN"
    found = rounds(lang)
    ours = found["worker"]
    print(f"{'':44}{'pages':>6}{'CPU s':>8}{'wall s':>8}{'peak MB':>9}{'PSS MB':>8}{'KB':>6}  fonts")
    if "bare" in found:
        row("a job, untuned, no libharfbuzz-subset0", found["bare"], "job")
    row("a job, untuned: import, parse, render", found["untuned"], "job")
    row("a job, ours: forked from the warm worker", ours, "job")
    cpu, megabytes = ratio("  ours : untuned", ours, found["untuned"], "job")
    row("warm, untuned: write_pdf() once more", found["untuned"], "warm")
    row("warm, ours: pdf.pdf once more", found["tuned"], "warm")
    ratio("  ours : untuned", found["tuned"], found["untuned"], "warm")
    row("a job, Typst, an equal document", found["typst"], "job")
    ratio("  ours : Typst", ours, found["typst"], "job")
    reached = cpu <= GOAL and megabytes <= GOAL
    if found["cold"]:
        row("a job, Chromium, cold", found["cold"], "job")
        row("a job, Chromium kept open", found["open"], "job")
        _cpu, megabytes = ratio("  ours : Chromium, cold", ours, found["cold"], "job")
        ratio("  ours : Chromium kept open", ours, found["open"], "job")
        reached = reached and megabytes <= GOAL_CHROMIUM
        print(f"goal: peak memory at most 1/8 of Chromium's: {megabytes:.3f}")
    print("reports an hour: " + ", ".join(f"{many:,.0f} by {workers}" for workers, many in found["hour"].items()) + " worker(s)")
    print(f"goals, a job's CPU and peak memory at most {GOAL} x untuned as well: {'reached' if reached else 'NOT reached'}")
    return 0 if reached else 1


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] in {"tuned", "untuned", "bare"}:
        measure(sys.argv[1])
    else:
        sys.exit(main())
