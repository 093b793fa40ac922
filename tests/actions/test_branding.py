"""The look of a workspace: hostile and odd pictures as logos, colours, and wording of letters with its placeholders."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms, ImageOps
from PIL.PngImagePlugin import PngInfo

from tenants.actions import branding, wording, workspaces
from tenants.actions.branding import BrandForm
from tenants.render import logo
from tenants.store import files
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import Refusal
from tests.communities import application, make_place
from tests.render import sample


def saved(image, kind="PNG", **options):
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def opened(content):
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def halves(mode, left, right, size=(120, 40)):
    """A picture of two colours side by side."""
    image = Image.new(mode, size, left)
    image.paste(right, (size[0] // 2, 0, *size))
    return image


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width, height):
    """A PNG of a hundred bytes that promises to be enormous."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


PLAIN = saved(halves("RGB", "#c02020", "#2020c0"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "logo.empty"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * (logo.LARGEST_BYTES + 1), "logo.too_large"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "logo.not_a_picture"),
        (saved(halves("P", 0, 1), "GIF"), "logo.not_a_picture"),
        (saved(halves("RGB", "red", "blue"), "WEBP"), "logo.not_a_picture"),
        (saved(halves("RGB", "red", "blue"), "BMP"), "logo.not_a_picture"),
        (b"%PDF-1.7\n" + PLAIN, "logo.not_a_picture"),
        (b"\x89PNG\r\n\x1a\n", "logo.broken"),
        (b"\xff\xd8\xff\xe0 and no more", "logo.broken"),
        (PLAIN[: len(PLAIN) * 2 // 3], "logo.broken"),
        (saved(halves("RGB", "red", "blue"), "JPEG")[:400], "logo.broken"),
        (bomb(60_000, 60_000), "logo.too_many_pixels"),
        (bomb(2_000_000_000, 2), "logo.too_many_pixels"),
        (bomb(4000, 4000), "logo.broken"),
        (saved(Image.new("RGB", (8, 400))), "logo.too_small"),
        (saved(Image.new("RGBA", (90, 90), (9, 9, 9, 0))), "logo.invisible"),
        (saved(ImageOps.expand(Image.new("RGBA", (90, 6), (9, 9, 9, 255)), 40, (9, 9, 9, 0))), "logo.too_small"),
        (saved(Image.new("RGB", (40, 40), "red"), save_all=True, append_images=[Image.new("RGB", (40, 40), "blue")]), "logo.animated"),
    ],
)
def test_what_is_no_logo_is_refused_in_words(content, code):
    with pytest.raises(Refusal) as refusal:
        logo.cleaned(content)
    assert refusal.value.code == code
    assert refusal.value.field == "logo"


def test_nothing_but_pixels_is_kept_of_a_picture():
    """A file can be a picture and something else at once; what is kept is made anew."""
    facts = PngInfo()
    facts.add_text("Author", "SECRET-AUTHOR")
    exif = Image.Exif()
    exif[0x010E] = "SECRET-PLACE"
    content = saved(halves("RGB", "red", "blue"), pnginfo=facts, exif=exif) + b"PK\x03\x04 SECRET-ARCHIVE <script>"
    made = logo.cleaned(content)
    assert b"SECRET" in content
    assert b"SECRET" not in made
    assert b"<script>" not in made
    assert opened(made).info == {}
    assert logo.cleaned(made) == made


def test_a_large_logo_is_made_small_and_a_small_one_is_left_alone():
    assert opened(logo.cleaned(saved(Image.new("RGB", (3000, 900), "red")))).size == (1200, 360)
    assert opened(logo.cleaned(saved(Image.new("RGB", (900, 3000), "red")))).size == (120, 400)
    assert opened(logo.cleaned(PLAIN)).size == (120, 40)


def test_a_photograph_lies_as_its_camera_says():
    exif = Image.Exif()
    exif[0x0112] = 6
    made = opened(logo.cleaned(saved(halves("RGB", "#ff0000", "#0000ff"), "JPEG", exif=exif, quality=95)))
    assert made.size == (40, 120)
    top, bottom = made.getpixel((20, 10)), made.getpixel((20, 110))
    assert top[0] > 200 > bottom[0]
    assert bottom[2] > 200 > top[2]


def test_ink_colours_of_a_printers_jpeg_become_colours_of_light():
    made = opened(logo.cleaned(saved(halves("CMYK", (0, 255, 255, 0), (255, 255, 0, 0)), "JPEG", quality=95)))
    assert made.mode == "RGB"
    left, right = made.getpixel((20, 20)), made.getpixel((100, 20))
    assert left[0] > 180 > left[2]
    assert right[2] > 80 > right[0]


def test_sixteen_bits_keep_their_greys():
    row = struct.pack("<H", 0x2000) * 60 + struct.pack("<H", 0xE000) * 60
    made = opened(logo.cleaned(saved(Image.frombytes("I;16", (120, 40), row * 40))))
    dark, light = made.getpixel((20, 20)), made.getpixel((100, 20))
    assert abs(dark[0] - 0x20) <= 1
    assert abs(light[0] - 0xE0) <= 1


def test_a_palette_with_a_clear_colour_stays_clear_and_loses_its_margins():
    image = Image.new("P", (200, 100), 0)
    image.putpalette([255, 255, 255, 200, 30, 30])
    image.paste(1, (50, 30, 150, 70))
    made = opened(logo.cleaned(saved(image, transparency=0)))
    assert made.mode == "RGBA"
    assert made.size == (100, 40)
    assert made.getpixel((50, 20)) == (200, 30, 30, 255)


def test_a_colour_profile_is_applied_and_a_broken_one_ignored():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, b"no profile at all"):
        made = opened(logo.cleaned(saved(halves("RGB", (192, 32, 32), (32, 32, 192)), icc_profile=profile)))
        assert "icc_profile" not in made.info
        assert abs(made.getpixel((20, 20))[0] - 192) <= 2


@pytest.fixture
def workspace(database_url, tmp_path):
    with application(database_url, tmp_path / "files"):
        place = make_place()
        with use_tenant(place.tenant_id):
            yield place


def test_a_logo_is_kept_under_its_content_removed_and_taken_up_again(workspace):
    digest = branding.put_logo(PLAIN, by=None)
    key = workspaces.find().logo_key
    assert branding.digest_of(key) == digest == files.sha256(files.get(key))
    branding.remove_logo(by=None)
    assert workspaces.find().logo_key == ""
    branding.restore_logo(digest, by=None)
    assert branding.picture_of(workspaces.find().logo_key) == logo.cleaned(PLAIN)


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", ""])
def test_a_logo_the_workspace_never_had_cannot_be_taken_up(workspace, digest):
    with pytest.raises(Refusal, match=r"logo\.missing"):
        branding.restore_logo(digest, by=None)


def test_a_look_that_cannot_be_is_refused_and_changes_nothing(workspace):
    with pytest.raises(Refusal, match=r"field\.not_offered"):
        branding.change(BrandForm("#112233", "comic"), by=None)
    with pytest.raises(Refusal, match="colour_unusable"):
        branding.change(BrandForm("red", "sans"), by=None)
    assert workspaces.find().colour == "#2f4fa2"


def test_wording_is_filled_for_its_letter_and_a_reader_without_a_name_is_the_client():
    words = {"greeting": "Dear {name},", "closing": "About {client}, {community}, {period}."}
    document = sample.full()
    filled = wording.filled(words, document, "en", name="Ann")
    assert filled["greeting"] == "Dear Ann,"
    assert filled["closing"].replace("\u00a0", " ") == f"About {document.client}, {document.community}, June 2026."
    assert wording.filled(words, document, "en", name=" ")["greeting"] == f"Dear {document.client},"


@pytest.mark.parametrize("text", ["{0}", "{client.__class__}", "{name!r}", "{name:>90}", "{password}", "one { alone", "}"])
def test_wording_with_a_bracket_that_stands_for_nothing_is_refused(workspace, text):
    with pytest.raises(Refusal) as refusal:
        wording.change({"en": {"closing": text}}, by=None)
    assert refusal.value.code in {"letter.brace", "letter.placeholder_unknown"}
    assert refusal.value.field == "closing.en"
    assert workspaces.find().letter_words == {}


def test_wording_that_came_another_way_stops_no_letter():
    assert wording.filled({"closing": "a {b} {"}, sample.full(), "en", name="")["closing"] == "a {b} {"
    assert wording.filled({"closing": "{secret}"}, sample.full(), "en", name="")["closing"] == "{secret}"


def test_an_empty_wording_is_not_kept(workspace):
    wording.change({"en": {"greeting": "Hello {name},", "closing": " "}, "zh_Hans_CN": {}}, by=None)
    assert workspaces.find().letter_words == {"en": {"greeting": "Hello {name},"}}
