"""An agency's colour as hue and chroma: lightness is the style sheet's, so that no colour a person chose is ever used as it is."""

import math

DEFAULT_HUE, DEFAULT_CHROMA = 262.0, 0.135


def hue_and_chroma(colour: str) -> tuple[float, float]:
    """Hue (degrees) and chroma of a colour ``rrggbb`` in OKLCH, chroma held to 0.02..0.16; lightness is ours, so that contrast holds.

    Grey has no hue: it gives a small chroma of the default hue. Matrices: Björn Ottosson, "A perceptual color space for image processing".
    """
    try:
        red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (0, 2, 4))
    except ValueError:
        return DEFAULT_HUE, DEFAULT_CHROMA
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    chroma = math.hypot(a, b)
    if chroma < 0.01:
        return DEFAULT_HUE, 0.02
    return math.degrees(math.atan2(b, a)) % 360, min(0.16, max(0.02, chroma))


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
