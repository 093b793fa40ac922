"""Whether a worker stays small: the memory of one process that renders 300 reports, in both languages by turns.

Run with ``./run bench memory``. A worker renders in forked children, so its own memory could not even grow; this is the harder case, the
rendering itself over and over in one process, its garbage collected after each, as a child's is when it ends.
Goal: after the last render at most 2 MB more than after the fiftieth.
"""

# ruff: noqa: T201 - a table for a person at a terminal

import gc
import sys

from tests.benchmarks.tree import memory

RENDERS = 300
SETTLED = 50
MORE_MB = 2.0


def main():
    from tenants.actions.specimen import specimen
    from tenants.render import pdf
    from tests.render import sample

    pdf.warm(specimen())
    documents = [(make(), lang) for make in (sample.full, sample.bare) for lang in ("zh_Hans_CN", "en")]
    held = {}
    for count in range(1, RENDERS + 1):
        document, lang = documents[count % len(documents)]
        pdf.render(document, lang)
        gc.collect()
        if count in {1, SETTLED} or count % 50 == 0:
            held[count] = memory("self")[0]
            print(f"after {count:>4} renders {held[count]:>8.1f} MB", flush=True)
    more = held[RENDERS] - held[SETTLED]
    told = "reached" if more <= MORE_MB else "NOT reached"
    print(f"goal: at most {MORE_MB} MB more after {RENDERS} renders than after {SETTLED}: {more:+.1f} MB, {told}")
    return 0 if more <= MORE_MB else 1


if __name__ == "__main__":
    sys.exit(main())
