"""Markdown as HTML: nothing that a writer, or whoever wrote for them, puts in can run or call out."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.features.record.journal.markdown import TAGS, as_html
from tests.features.record.journal.entries import entry

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/spy.png)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://a.example "\\"onmouseover=alert(1)")',
    "[a](https://a.example' onclick='alert(1))",
    "<a href='https://a.example' onclick='alert(1)' style='x'>a</a>",
    "<div><p>`</div><script>`</script>",
    "<<script>script>alert(1)<</script>/script>",
    "<iframe src=https://evil.example></iframe><style>*{}</style><svg onload=alert(1)>",
    "<!--><script>alert(1)</script>-->",
    "`<script>`",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    '``` "><script>alert(1)</script>\nx\n```',
    "# <b onmouseover=x>\n> <math><mtext></mtext><mglyph><style><img src=x onerror=y>",
    "\u202ehttps://a.example\u0000",
]
ALLOWED = {("a", "href"), ("a", "title"), ("a", "rel"), ("ol", "start")}


class Seen(HTMLParser):
    """Everything that a browser would find in a text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]


def assert_harmless(html: str) -> None:
    listed = Seen(html)
    assert listed.tags <= TAGS
    assert {(tag, name) for tag, name, _ in listed.attributes} <= ALLOWED
    links = [value or "" for _, name, value in listed.attributes if name == "href"]
    assert all(
        re.match(r"(https?:|mailto:|[^:]*$|[^:]*[/?#])", link, re.IGNORECASE) for link in links
    ), links
    rels = [value for _, name, value in listed.attributes if name == "rel"]
    assert rels == ["nofollow noopener noreferrer"] * len(links)


@pytest.mark.parametrize("markdown", HOSTILE)
def test_nothing_hostile_comes_through(markdown):
    assert_harmless(as_html(markdown))


@given(
    st.lists(
        st.sampled_from([*HOSTILE, "](", "<", ">", '"', "`", "\n", "*", "[x", "&lt;", "&"]),
        max_size=8,
    )
)
def test_nothing_hostile_comes_through_in_any_mixture(parts):
    assert_harmless(as_html("".join(parts)))


def test_what_is_meant_comes_through():
    html = as_html("# T\n\n3. *a*\n\n> `x < y`\n\n[l](https://a.example/?q=1&r=2 'why') a < b & c")
    assert "<h1>T</h1>" in html
    assert '<ol start="3">' in html
    assert "<em>a</em>" in html
    assert "<code>x &lt; y</code>" in html
    assert (
        '<a href="https://a.example/?q=1&amp;r=2" title="why" rel="nofollow noopener noreferrer">l</a>'
        in html
    )
    assert "a &lt; b &amp; c" in html


def test_a_script_in_an_entry_is_kept_as_words_and_shown_as_words(world):
    answer = entry(world.trader(), body="<script>alert(1)</script>")
    assert answer["body"] == "<script>alert(1)</script>"
    assert answer["html"] == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
