"""HTML as the web writes it, read without giving up."""

from __future__ import annotations

from html.parser import HTMLParser


class MarkupParser(HTMLParser):
    """Python's parser, but for declarations that are none (``<![x[``): read as a comment.

    So do web browsers (HTML, "incorrectly opened comment"); Python raises AssertionError up to
    3.12, and NotImplementedError up to 3.9.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def parse_html_declaration(self, i: int) -> int:
        """The place after the declaration at ``i``; -1 when it does not end."""
        try:
            return super().parse_html_declaration(i)
        except (AssertionError, NotImplementedError):
            return self.parse_bogus_comment(i)
