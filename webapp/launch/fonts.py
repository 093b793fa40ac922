"""The fonts of reports: cut to what reports need, in one folder, with a fontconfig file of their own.

A cut font embeds and loads faster, static TrueType ten times faster than a collection, and a private configuration makes the same
document come out the same on every machine. What the cut fonts lack is found in the whole ones, which bear another family name so
that they are never preferred; then in the emoji face and in those of other scripts, for names and what members wrote; last in the
fonts of the machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from webapp.launch import paths, say, stamps

PACKAGES = paths.NODE_MODULES / "@expo-google-fonts"
CONFIG = "fonts.conf"
WHOLE = "Whole"  # follows the family name of an uncut font

# Punctuation, arrows, comparison and status marks that reports and their charts draw, beside GB2312.
MARKS = "−≤≥÷→×▲●○◆▼◌△▽□■◇★☆←↑↓↗↘✓±≈≠∞–—…‘’“”·•‧№°‰€£¥、。・〈〉《》「」『』【】〔〕〖〗￥"
LATIN = range(0x20, 0x250)
GENERAL_PUNCTUATION = range(0x2000, 0x2070)
FULL_WIDTH = range(0xFF00, 0xFFF0)
# `halt` sets the first of two adjacent full-width marks at half width; `locl` and `vert` would double the size.
FEATURES = ["halt", "kern", "ccmp", "mark", "mkmk"]
NAMES = (1, 3, 4, 6, 16)
# Of Korean only its letters are kept: its Han characters would come in Korean form.
HANGUL = (*range(0x1100, 0x1200), *range(0x3130, 0x3190), *range(0xAC00, 0xD7B0))


@dataclass(frozen=True)
class Face:
    package: str
    style: str
    cut: bool = False
    only: tuple[int, ...] = ()

    @property
    def source(self) -> Path:
        return next((PACKAGES / self.package / self.style).glob("*.ttf"))

    @property
    def name(self) -> str:
        return f"{self.package}-{self.style}.ttf"


FACES = (
    Face("noto-sans-sc", "400Regular", cut=True),
    Face("noto-sans-sc", "700Bold", cut=True),
    Face("noto-serif-sc", "600SemiBold", cut=True),
    Face("source-sans-3", "400Regular"),
    Face("source-sans-3", "700Bold"),
    Face("source-serif-4", "400Regular"),
    Face("source-serif-4", "600SemiBold"),
    Face("noto-emoji", "400Regular"),
    Face("noto-sans-arabic", "400Regular"),
    Face("noto-sans-devanagari", "400Regular"),
    Face("noto-sans-hebrew", "400Regular"),
    Face("noto-sans-kr", "400Regular", only=HANGUL),
    Face("noto-sans-thai", "400Regular"),
)
LAST = ("Noto Emoji", "Noto Sans Arabic", "Noto Sans Devanagari", "Noto Sans Hebrew", "Noto Sans KR", "Noto Sans Thai")
FALLBACKS = {
    "Noto Sans SC": (f"Noto Sans SC {WHOLE}", *LAST),
    "Noto Serif SC": (f"Noto Serif SC {WHOLE}", "Noto Sans SC", f"Noto Sans SC {WHOLE}", *LAST),
    "Source Sans 3": ("Noto Sans SC", f"Noto Sans SC {WHOLE}", *LAST),
    "Source Serif 4": ("Noto Serif SC", f"Noto Serif SC {WHOLE}", "Noto Sans SC", f"Noto Sans SC {WHOLE}", *LAST),
}


def prepare(folder: Path = paths.FONTS) -> bool:
    """Fill ``folder`` with fonts and ``fonts.conf``; True if there was anything to do (about 15 s of CPU, once)."""
    value = stamps.digest(Path(__file__), paths.ROOT / "package-lock.json", str(folder))
    stamp = folder / "stamp"
    if stamps.is_fresh(stamp, value, [folder / CONFIG, *(folder / face.name for face in FACES)]):
        return False
    say.step("cutting the report fonts")
    (folder / "whole").mkdir(parents=True, exist_ok=True)
    for face in FACES:
        if face.only:
            _cut(face, folder / face.name, set(face.only))
        elif face.cut:
            _cut(face, folder / face.name, wanted())
            _rename(face, folder / "whole" / face.name)
        else:
            (folder / face.name).write_bytes(face.source.read_bytes())
    (folder / CONFIG).write_text(_config(folder), encoding="utf-8")
    stamps.write(stamp, value)
    return True


def wanted() -> set[int]:
    """Code points that a cut font keeps: all of GB2312, Latin, punctuation, full-width forms and the marks."""
    return {*_gb2312(), *LATIN, *GENERAL_PUNCTUATION, *FULL_WIDTH, *map(ord, MARKS)}


def _gb2312() -> Iterator[int]:
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            character = bytes((high, low)).decode("gb2312", errors="ignore")
            if len(character) == 1:
                yield ord(character)


def _cut(face: Face, target: Path, characters: set[int]) -> None:
    from fontTools import subset  # noqa: PLC0415 -- 0.3 s to import, needed once

    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]  # for upright setting, which no report does
    font = subset.load_font(str(face.source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    subset.save_font(font, str(target), options)


def _rename(face: Face, target: Path) -> None:
    """Copy a whole font under a family name of its own ("Noto Sans SC Whole")."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- as above

    font = TTFont(face.source)
    family = font["name"].getBestFamilyName()
    for record in font["name"].names:
        if record.nameID in NAMES:
            text = str(record)
            tight = family.replace(" ", "")
            text = text.replace(family, f"{family} {WHOLE}").replace(tight, tight + WHOLE)
            font["name"].setName(text, record.nameID, record.platformID, record.platEncID, record.langID)
    font.save(target)


def _config(folder: Path) -> str:
    aliases = "\n".join(
        f'  <alias binding="same"><family>{family}</family><accept>'
        + "".join(f"<family>{other}</family>" for other in others)
        + "</accept></alias>"
        for family, others in FALLBACKS.items()
    )
    return f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{escape(str(folder))}</dir>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <cachedir>{escape(str(folder / "cache"))}</cachedir>
  <!-- Families of ours that are also installed on the machine would compete with the cut ones. -->
  <selectfont><rejectfont>
    <glob>/usr/*/NotoSansSC*</glob><glob>/usr/*/NotoSerifSC*</glob><glob>/usr/*/SourceSans3*</glob><glob>/usr/*/SourceSerif4*</glob>
  </rejectfont></selectfont>
{aliases}
</fontconfig>
"""
