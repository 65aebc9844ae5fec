"""Markdown as HTML that is safe to show: few tags, no images, none of the writer's own markup."""

import nh3
from markdown_it import MarkdownIt

TAGS = set("a blockquote br code em h1 h2 h3 h4 h5 h6 hr li ol p pre strong ul".split())
NESTING = 12  # lists in lists six deep; each level is looked through once more for every bracket that opens
_markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": NESTING}).disable("image")


def as_html(markdown: str) -> str:
    """CommonMark as HTML. Images belong to an entry as uploads; one that is named in the text becomes a link."""
    return nh3.clean(
        _markdown.render(markdown),
        tags=TAGS,
        clean_content_tags=set(),
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )
