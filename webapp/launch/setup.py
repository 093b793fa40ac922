"""Everything between a fresh virtual environment and a running application."""

import ctypes

from webapp.launch import fonts, say, vendor

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


def prepare() -> None:
    """Front-end packages and fonts; milliseconds when they are there already."""
    vendor.prepare()
    fonts.prepare()


def warn_of_missing_libraries() -> None:
    missing = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if missing:
        say.problem(f"Reports cannot be rendered as PDF: install {' '.join(missing)} (apt-get install ...).")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
