"""A finished PDF looked at as a reader sees it: where words stand, whether any meet, how full a page is, how a headline breaks."""

import io
import re
import subprocess
from dataclasses import dataclass
from html import unescape

from PIL import Image, ImageChops
from pypdf import PdfReader

MM = 72 / 25.4
MARGINS = {"top": 24 * MM, "bottom": 19 * MM}
HEADER, FOOTER = 12 * MM, 12 * MM
TEXT_WIDTH = 170 * MM
HALF = set("（「『《【“‘，。、；：？！）」』》】”’")  # set at half their width where two meet, which their box does not tell


@dataclass(frozen=True)
class Word:
    """One word of a page, in points from the top left."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def ink(self):
        """Its place without the air that a font's box has above and below its letters."""
        height = self.bottom - self.top
        return self.left, self.top + height * 0.28, self.right, self.bottom - height * 0.26


def words(made):
    """Return every word of every page with its box."""
    out = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=made, capture_output=True, check=True).stdout.decode()
    found = []
    for page, part in enumerate(out.split("<page ")[1:]):
        boxes = re.finditer(r'xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', part)
        found += [Word(page, *(float(side) for side in box.groups()[:4]), unescape(box[5])) for box in boxes]
    return found


def size(made):
    return tuple(float(side) for side in PdfReader(io.BytesIO(made)).pages[0].mediabox[2:])


def outside(made):
    """Return the words that leave the text area (running header and footer included); the cover has the whole page."""
    width, height = size(made)
    side = (width - TEXT_WIDTH) / 2
    return [
        word
        for word in words(made)
        if (word.page == 0 and (word.left < 8 or word.right > width - 8 or word.top < 0 or word.bottom > height))
        or (word.page and not (side - 2.5 <= word.left and word.right <= width - side + 2.5))
        or (word.page and not (MARGINS["top"] - HEADER - 4 <= word.ink[1] and word.ink[3] <= height - MARGINS["bottom"] + FOOTER + 4))
    ]


def meeting(made):
    """Return pairs of words whose letters stand on each other."""
    found, by_page = [], {}
    for word in words(made):
        by_page.setdefault(word.page, []).append(word)
    for page in by_page.values():
        page.sort(key=lambda word: word.top)
        for at, one in enumerate(page):
            a = one.ink
            for other in page[at + 1 :]:
                b = other.ink
                if other.top > one.bottom:
                    break
                halved = one.top == other.top and {one.text[-1], one.text[0], other.text[0]} & HALF and a[2] - b[0] < 6
                if not halved and min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 0.8:
                    found.append((one, other))
    return found


def pictures(made, dpi=24, *, grey=False):
    command = ["pdftoppm", "-r", str(dpi), *(["-gray"] if grey else []), "-"]
    data = subprocess.run(command, input=made, capture_output=True, check=True).stdout
    pages = []
    while data:
        head = re.match(rb"P([56])\s+(\d+)\s+(\d+)\s+255\s", data)
        shape = int(head[2]), int(head[3])
        length = shape[0] * shape[1] * (3 if head[1] == b"6" else 1)
        pages.append(Image.frombytes("RGB" if head[1] == b"6" else "L", shape, data[head.end() : head.end() + length]))
        data = data[head.end() + length :]
    return pages


def fullness(made, dpi=24):
    """Return how much of each page's text area, from its top down to the last ink, is used (0 to 1); 1 for the cover."""
    scale, shares = dpi / 72, [1.0]
    for page in pictures(made, dpi, grey=True)[1:]:
        top, bottom = round(MARGINS["top"] * scale) + 2, page.height - round(MARGINS["bottom"] * scale)
        area = page.crop((0, top, page.width, bottom))
        inked = ImageChops.invert(area).point(lambda value: 255 if value > 12 else 0).getbbox()
        shares.append(inked[3] / area.height if inked else 0.0)
    return shares


def boxes(html):
    """Return the laid-out pages of markup, as the renderer sees them before it draws."""
    from tenants.render import bounds, pdf

    _engine, fonts = pdf._engine()
    return pdf._page_class()(bounds.read(html), {}).render(font_config=fonts).pages


def lines_of(html, tag):
    """Return, for each ``tag`` element of the laid-out markup, the texts of its lines."""
    from weasyprint.formatting_structure.boxes import LineBox, TextBox

    found = {}
    for page in boxes(html):
        for box in page._page_box.descendants():
            if isinstance(box, LineBox) and box.element is not None and box.element.tag == tag:
                text = "".join(each.text for each in box.descendants() if isinstance(each, TextBox))
                if text.strip():
                    found.setdefault(id(box.element), []).append(text)
    return list(found.values())
