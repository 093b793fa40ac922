"""Where ./run keeps what it makes; all of it is ignored by git and may be deleted (``files`` and ``pg`` hold the data)."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".qunce"
VENV = ROOT / ".venv"
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "webapp" / "static" / "vendor"
FONTS = HOME / "fonts"
LOGS = HOME / "log"
FILES = HOME / "files"
OUTBOX = HOME / "outbox"
MIGRATIONS = ROOT / "migrations"
