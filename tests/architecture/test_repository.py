"""House rules of what is committed."""

import json
import re
import tomllib

from tests.architecture.sources import ROOT, tracked

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")
FONTS = {".ttf", ".otf", ".ttc", ".woff", ".woff2", ".eot"}
BINARIES = {".so", ".dll", ".exe", ".whl", ".jar", ".tgz", ".pyc", ".mo", ".pdf"}
LARGEST = 600_000


def test_lock_files_name_no_address():
    """A lock file says what, not from where: each machine has a registry of its own."""
    for name in (*LOCKS, "package-lock.json", "package.json", ".npmrc"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text, name
        assert not re.search(r"^--(?:index|extra-index|find-links)", text, re.MULTILINE), name
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_every_locked_package_is_pinned_by_its_hash():
    for name in LOCKS:
        text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
        loose = [
            line for line in text.splitlines() if line and not line.startswith(("#", " ")) and ("==" not in line or "--hash=" not in line)
        ]
        assert loose == [], name
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_the_locks_hold_every_dependency_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {_bare(line) for line in (*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["embedded"])}
    locked = _locked("requirements.lock")
    assert wanted - set(locked) == set()
    development = _locked("requirements-dev.lock")
    assert {_bare(line) for line in project["dependency-groups"]["dev"]} - set(development) == set()
    assert {name: version for name, version in locked.items() if development.get(name) != version} == {}


def _bare(requirement: str) -> str:
    return re.split(r"[\[<>=;~! ]", requirement)[0].lower().replace("_", "-")


def _locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([^ \\]+)", text, re.MULTILINE))


def test_nothing_of_others_is_committed():
    """Fonts, scripts and programs of others come from the package lists at set-up."""
    foreign = [
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if path.suffix.lower() in FONTS | BINARIES or ".min." in path.name or {"node_modules", "vendor"} & set(path.parts)
    ]
    assert foreign == []


def test_no_committed_file_is_large():
    large = [path.relative_to(ROOT).as_posix() for path in tracked() if path.stat().st_size > LARGEST]
    assert large == []
