"""An uploaded picture becomes a PNG fit for print: decoded within bounds, made anew, nothing of the original kept but its pixels."""

import io
import warnings

from PIL import Image, ImageCms, ImageFile, ImageOps

from tenants.render import bounded
from tenants.terms.errors import Refusal

LARGEST_BYTES = 4 << 20
MOST_PIXELS = 24_000_000
LEAST = 24
"""Pixels in each direction below which a logo is a smear on paper."""
BOX = (1200, 400)
"""What a logo is scaled down to: 100 mm at 300 dpi, and no letterhead is taller."""
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_LIMITS = bounded.Limits(seconds=10, megabytes=400)


def cleaned(content: bytes) -> bytes:
    """Return ``content`` (PNG or JPEG) as a PNG of at most 1200 x 400 pixels, upright, in sRGB, without metadata or empty margins.

    Its size is read from its head before a pixel is decoded, and decoding happens in a child process. Raises a ``Refusal`` whose code
    begins with ``logo.`` for anything that is no such picture, too large, animated, broken or invisible.
    """
    if not content:
        raise Refusal("logo.empty", field="logo")
    if len(content) > LARGEST_BYTES:
        raise Refusal("logo.too_large", field="logo", megabytes=LARGEST_BYTES >> 20)
    if not content.startswith(_SIGNATURES):
        raise Refusal("logo.not_a_picture", field="logo")
    try:
        return bounded.run(lambda: _made(content), _LIMITS)
    except Refusal as refusal:
        # What became of the child is told by bounded in the words of reports; to the one who uploads, the picture is at fault.
        code = refusal.code if refusal.code.startswith("logo.") else "logo.broken"
        raise Refusal(code, field="logo", **refusal.facts) from refusal


def _made(content: bytes) -> bytes:
    Image.MAX_IMAGE_PIXELS = None  # our own limit is lower and answers in words
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, once loaded, lets halves of pictures pass
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
            _measure(opened)
            opened.load()
            image = _upright(opened)
    except Refusal:
        raise
    except Exception as error:  # a decoder fails in a dozen ways, and each means the same to who uploads
        raise Refusal("logo.broken") from error
    image = _trimmed(image)
    _large_enough(*image.size)
    image.thumbnail(BOX, Image.Resampling.LANCZOS)
    image.info.clear()
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True)
    return target.getvalue()


def _measure(opened: Image.Image) -> None:
    """Judge by the head alone: nothing was decoded yet."""
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise Refusal("logo.too_many_pixels", width=width, height=height, most=MOST_PIXELS // 1_000_000)
    _large_enough(width, height)
    # Phones put a second, hidden picture into a JPEG; only a PNG with several is a film.
    if opened.format == "PNG" and getattr(opened, "is_animated", False):
        raise Refusal("logo.animated")


def _large_enough(width: int, height: int) -> None:
    if min(width, height) < LEAST:
        raise Refusal("logo.too_small", width=width, height=height, least=LEAST)


def _upright(opened: Image.Image) -> Image.Image:
    """Return RGB or RGBA as a person sees the picture: turned as the camera says, sixteen bits as eight, colours in sRGB."""
    image = ImageOps.exif_transpose(opened)
    if image.mode.startswith("I"):  # Pillow would cut sixteen bits off at 255, which leaves white
        return image.convert("I").point(lambda value: value / 257).convert("L").convert("RGB")
    clear = image.mode in {"LA", "PA", "RGBA", "RGBa"} or "transparency" in image.info
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK", "L"} and not clear:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            there = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            there = None  # a broken profile is no reason to refuse a logo
        if there is not None:
            return there
    return image.convert("RGBA" if clear else "RGB")


def _trimmed(image: Image.Image) -> Image.Image:
    """Cut transparent margins off, so that a logo stands where its line begins."""
    if image.mode != "RGBA":
        return image
    box = image.getchannel("A").getbbox()
    if box is None:
        raise Refusal("logo.invisible")
    return image.crop(box)
