"""The same markup printed by headless Chromium: started for one report (cold), or kept open and asked again (warm)."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.tree import Watch, clocked, named

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")


def program():
    """Return Chromium's path, or ``None`` where the machine has none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def ours():
    """Return the environment in which Chromium finds the report's fonts as we do."""
    from tenants.render import pdf

    return {**os.environ, "FONTCONFIG_FILE": str(pdf.fonts_folder() / "fonts.conf")}


def cold(html):
    """Start Chromium for one report: return what it cost, and the PDF."""
    with tempfile.TemporaryDirectory() as folder:
        page, made = Path(folder, "report.html"), Path(folder, "report.pdf")
        page.write_text(html, encoding="utf-8")
        command = [
            program(),
            *QUIET,
            f"--user-data-dir={folder}/profile",
            "--no-pdf-header-footer",
            f"--print-to-pdf={made}",
            page.as_uri(),
        ]
        started = subprocess.Popen(command, env=ours(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with Watch(started.pid) as watch:
            _code, wall = clocked(started.wait)
        return {"cpu": watch.spent, "wall": wall, "mb": watch.rss, "pss": watch.pss}, made.read_bytes()


@contextmanager
def kept_open():
    """A browser kept open: yields a function that prints markup and returns the cost and the PDF."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program(), args=["--no-sandbox"], env=ours())

        def warm(html):
            with Watch(os.getpid(), named("chrom")) as watch:
                made, wall = clocked(lambda: _print(browser, html))
            return {"cpu": watch.spent, "wall": wall, "mb": watch.rss, "pss": watch.pss}, made

        yield warm
        browser.close()


def _print(browser, html):
    page = browser.new_page()
    page.set_content(html)
    made = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
    page.close()
    return made
