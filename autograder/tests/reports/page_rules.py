"""What every page must hold to, whatever a submission wrote into it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = {"meta", "wbr", "br", "link", "img", "input", "hr"}
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class Page(HTMLParser):
    """Tags and attributes of a page; raises AssertionError where tags do not close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def names(self) -> set[str]:
        return {tag for tag, _ in self.tags}

    def attributes(self, *names: str) -> list[str]:
        return [value or "" for _, found in self.tags for name, value in found.items() if name in names]


def assert_closed_world(text: str) -> Page:
    """The page fetches nothing, and no character in it acts on its own."""
    page = Page(text)
    assert not RAW.search(text)
    assert not page.names() & {"img", "iframe", "object", "embed", "link", "base", "form", "image", "use"}
    assert not page.attributes("src", "xlink:href", "srcset", "action", "style")
    assert all(address.startswith(("#", "./")) for address in page.attributes("href"))
    assert not [name for _, found in page.tags for name in found if name.startswith("on")]
    style = "".join(re.findall(r"<style>(.*?)</style>", text, flags=re.DOTALL))
    assert not re.search(r"url\(|@import|expression\(", style)
    return page
