"""What a person might write or hand in to make the renderer reach out, read a file, or never end; ``{url}`` and ``{file}`` are traps."""

import http.server
import struct
import zlib

CANARY = "canary-8c1f04"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
MARKUP = {
    "img http": '<img src="{url}/x.png" alt="x"/>',
    "img https": '<img src="https://127.0.0.1:{port}/x.png" alt="x"/>',
    "img without scheme": '<img src="//127.0.0.1:{port}/x.png" alt="x"/>',
    "img relative": '<img src="x.png" alt="x"/>',
    "img file": '<img src="file://{file}" alt="x"/>',
    "img bare path": '<img src="{file}" alt="x"/>',
    "img data": '<img src="data:image/svg+xml,%3Csvg%3E%3Cimage href=%22{url}/d%22/%3E%3C/svg%3E" alt="x"/>',
    "img ftp": '<img src="ftp://127.0.0.1:{port}/x" alt="x"/>',
    "img unknown asset": '<img src="asset:{file}" alt="x"/>',
    "srcset": '<img srcset="{url}/x.png 2x" alt="x"/>',
    "picture": '<picture><source srcset="{url}/x.png"/><img alt="x"/></picture>',
    "css url": '<p style="background: url({url}/x.png)">x</p>',
    "css file": '<p style="background-image: url(file://{file})">x</p>',
    "css content": '<p style="content: url({url}/x.png)">x</p>',
    "css border": '<p style="border-image-source: url({url}/x.png); border: 9px solid">x</p>',
    "css marker": '<ul style="list-style-image: url({url}/x.png)"><li>x</li></ul>',
    "css import": "<style>@import url({url}/x.css);</style>",
    "css import file": '<style>@import "file://{file}";</style>',
    "font-face": "<style>@font-face {{ font-family: x; src: url({url}/x.ttf) }} p {{ font-family: x }}</style><p>x</p>",
    "font-face file": "<style>@font-face {{ font-family: x; src: url(file://{file}) }} p {{ font-family: x }}</style><p>x</p>",
    "colour profile": "<style>@color-profile --x {{ src: url({url}/x.icc) }} p {{ color: color(--x 1 0 0) }}</style><p>x</p>",
    "stylesheet": '<link rel="stylesheet" href="{url}/x.css"/>',
    "attachment link": '<link rel="attachment" href="file://{file}"/>',
    "attachment anchor": '<a rel="attachment" href="file://{file}">x</a>',
    "attachment http": '<link rel="attachment" href="{url}/x"/>',
    "base": '<base href="{url}/"/><img src="x.png" alt="x"/>',
    "object": '<object data="{url}/x.svg"></object>',
    "embed": '<embed src="file://{file}"/>',
    "iframe": '<iframe src="{url}/"></iframe>',
    "video": '<video src="{url}/x.mp4" poster="{url}/x.png"></video>',
    "meta refresh": '<meta http-equiv="refresh" content="0;url={url}/"/>',
    "script": '<script src="{url}/x.js"></script><script>fetch("{url}")</script>',
    "svg image": '{svg}<image href="{url}/x.png" width="9" height="9"/></svg>',
    "svg image file": '{svg}<image href="file://{file}" width="9" height="9"/></svg>',
    "svg use": '{svg}<use href="{url}/x.svg#y"/></svg>',
    "svg use file": '{svg}<use href="file://{file}#y"/></svg>',
    "svg style": '{svg}<style>@import url({url}/x.css);</style><path d="M0 0h9"/></svg>',
    "svg filter": '{svg}<rect width="9" height="9" fill="url({url}/x.svg#y)"/></svg>',
    "svg foreignObject": '{svg}<foreignObject><img src="{url}/x"/></foreignObject></svg>',
}
DECLARATIONS = {
    "billion laughs": '<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "{0}">]><html lang="en"><body><p>&b;</p></body></html>'.replace(
        "{0}", "&a;" * 10_000
    ),
    "external entity": '<!DOCTYPE html [<!ENTITY x SYSTEM "file://{file}">]><html lang="en"><body><p>&x;</p></body></html>',
    "external entity by http": '<!DOCTYPE html [<!ENTITY x SYSTEM "{url}/x">]><html lang="en"><body><p>&x;</p></body></html>',
    "parameter entity": '<!DOCTYPE html [<!ENTITY % x SYSTEM "{url}/x.dtd"> %x;]><html lang="en"><body><p>x</p></body></html>',
    "external type": '<!DOCTYPE html SYSTEM "{url}/x.dtd"><html lang="en"><body><p>x</p></body></html>',
    "inclusion": '<html lang="en" xmlns:xi="http://www.w3.org/2001/XInclude"><body><xi:include href="file://{file}"/></body></html>',
}
BREAKOUTS = {
    "a style's end": "</style><img src='{url}/a'/><link rel=attachment href='file://{file}'/>",
    "a text's end": '"><img src="{url}/b" onerror="alert(1)"/><svg onload="alert(1)"><image href="{url}/c"/></svg>',
    "a rule": "; }} body {{ background: url({url}/d) }} @import '{url}/e'; @page {{ background: url(file://{file}) }}",
    "an address": "url({url}/f) attr(x) string(who) target-counter(url({url}/g), page) \\66 ile",
    "Markdown": "![a]({url}/h) [b](javascript:alert(1)) [c](file://{file}) <{url}/i> [d](data:text/html,x)\n\n[e]: {url}/j 'k'",
    "htmx": '<b hx-get="{url}/k" hx-trigger="load" style="background:url({url}/l)" class="cover" id="summary">x</b>',
    "an entity": "<!DOCTYPE x [<!ENTITY y SYSTEM 'file://{file}'>]>&y; &#0; &nbsp; ]]> <![CDATA[ <?xml-stylesheet href='{url}/m'?>",
    "a template": "{{{{ 7*7 }}}} {{% include '/etc/passwd' %}} ${{7*7}} #{{7*7}} %(url)s %s {{0}}",
    "control characters": "a\x00b\x01c\ud800d\udfffe\ufffef\x7f\x85g\u2028h",
    "turned writing": "\u202eevil\u2066 \u200b\u200d\u200c \u2067x שלום عربي \u202d",
    "one long word": "W" * 600,
    "one long word of Han": "龘" * 600,
    "many marks": "a" + "\u0301" * 90 + "Z" + "\u0489" * 90,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈🫠" * 12,
    "quotations without end": ">" * 900 + "x",
    "lists without end": "\n".join("  " * n + "- x" for n in range(90)),
    "stars": "*" * 900 + "a" + "*" * 900,
    "brackets": "[" * 600 + "](x)" * 100,
}


class Counting(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.seen.append(self.path)
        self.send_response(302)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/again")
        self.end_headers()

    def log_message(self, *_args):
        pass


def png(width, height, data=b""):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
