"""Every colour of a report from one brand colour: the hue is kept, the lightness is chosen in OKLab for contrast on white.

OKLab: Björn Ottosson, 2020, https://bottosson.github.io/posts/oklab/. Contrast: WCAG 2.2, relative luminance.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

INK = "#17191c"
WHITE = "#ffffff"
DEFAULT_BRAND = "#2f4fa2"
_TO_LMS = ((0.3963377774, 0.2158037573), (-0.1055613458, -0.0638541728), (-0.0894841775, -1.2914855480))


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours a chart or page may use.

    ``text``: accent of letters (5.5:1 on white); ``mark``: accent of bars and dots (3.1:1); ``soft``: short of the goal, intervals;
    ``tint``: ground of the ask; ``on``/``onmark``: letters on the brand and on marks; ``steps``: six steps of the heat map, the
    first is none. ``font`` is the family of every text in a chart.
    """

    brand: str
    text: str
    mark: str
    on: str
    onmark: str
    soft: str
    tint: str
    dim: str
    steps: Sequence[str]
    ink: str = INK
    ink2: str = "#4b5056"
    mute: str = "#696e75"
    line: str = "#d5d7da"
    grey: str = "#b4b8bd"
    wash: str = "#f4f3f0"
    white: str = WHITE
    font: str = "inherit"


def _linear(c: float) -> float:
    return c / 12.92 if c <= 0.04045 else float(((c + 0.055) / 1.055) ** 2.4)


def _gamma(c: float) -> float:
    return 12.92 * c if c <= 0.0031308 else float(1.055 * c ** (1 / 2.4) - 0.055)


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def oklab(colour: str) -> tuple[float, float, float]:
    """Return lightness, a and b of a ``#rrggbb`` colour."""
    r, g, b = map(_linear, _rgb(colour))
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def from_oklab(lightness: float, a: float, b: float) -> str:
    """Return the ``#rrggbb`` colour; its chroma is reduced until it exists in sRGB."""
    rgb = (0.0, 0.0, 0.0)
    for step in range(21):
        keep = 1 - step / 20
        x, y, z = ((lightness + p * keep * a + q * keep * b) ** 3 for p, q in _TO_LMS)
        rgb = (
            4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
            -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
            -0.0041960863 * x - 0.7034186147 * y + 1.7076147010 * z,
        )
        if all(-0.002 <= c <= 1.002 for c in rgb):
            break
    return "#" + "".join(f"{round(255 * _gamma(min(1, max(0, c)))):02x}" for c in rgb)


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 (black) to 1 (white)."""
    r, g, b = map(_linear, _rgb(colour))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mix(one: str, other: str, part: float) -> str:
    """Return ``one`` with ``part`` (0..1) of ``other``."""
    return "#" + "".join(f"{round(255 * (p + (q - p) * part)):02x}" for p, q in zip(_rgb(one), _rgb(other), strict=True))


def readable_on(ground: str) -> str:
    """Return white where it reads well on ``ground`` (4.5:1), else ink."""
    return WHITE if contrast(ground, WHITE) >= 4.5 else INK


def palette(brand: str, font: str = "inherit") -> Palette:
    """Derive every colour of a report from ``brand`` (``#rrggbb``; anything else falls back to the product's blue).

    Bars and text stay readable whatever the brand: a yellow becomes ochre where letters stand, a neon is calmed down.
    """
    brand = brand.lower() if re.fullmatch(r"#[0-9a-fA-F]{6}", brand) else DEFAULT_BRAND
    light, a, b = oklab(brand)
    chroma = (a * a + b * b) ** 0.5
    calm = min(1.0, 0.17 / chroma) if chroma else 0.0

    def first(target: float, at: float) -> str:
        while at > 0.2 and contrast(from_oklab(at, a * calm, b * calm), WHITE) < target:
            at -= 0.01
        return from_oklab(at, a * calm, b * calm)

    mark, on = first(3.1, min(light, 0.66)), readable_on(brand)
    pale = min(1.0, 0.018 / chroma) if chroma else 0.0
    return Palette(
        brand=brand,
        text=first(5.5, min(light, 0.55)),
        mark=mark,
        on=on,
        onmark=readable_on(mark),
        soft=mix(WHITE, mark, 0.40),
        tint=from_oklab(0.955, a * pale, b * pale),
        dim=mix(brand, on, 0.26),
        steps=(WHITE, *(mix(WHITE, mark, part) for part in (0.10, 0.26, 0.46, 0.70, 1))),
        font=font,
    )


SCREEN = Palette(
    brand="var(--accent)",
    text="var(--accent)",
    mark="var(--accent)",
    on="var(--on-accent)",
    onmark="var(--on-accent)",
    soft="var(--accent-line)",
    tint="var(--accent-soft)",
    dim="var(--accent-line)",
    steps=tuple(f"var(--ramp-{step})" for step in range(6)),
    ink="var(--text)",
    ink2="var(--text-muted)",
    mute="var(--text-faint)",
    line="var(--line)",
    grey="var(--line-strong)",
    wash="var(--sunken)",
    white="var(--surface)",
)
"""The palette of pages: the tokens of the style sheet, so that charts follow light, dark and the workspace's accent."""
