#!/usr/bin/env python3
"""Do links lead somewhere?  check_links.py SOURCE_DIR [SITE_DIR]

Of each page in Markdown the links to files and to headings; of the site each link to a page, a place in it, or a file.
Links to the web are not followed."""

import html.parser
import pathlib
import re
import sys
import urllib.parse

from prepare import slug

SKIPPED = {".build", ".git", "build", "node_modules"}


def markdown_pages(root):
    return [p for p in sorted(root.rglob("*.md")) if not SKIPPED & set(p.relative_to(root).parts)]


def headings(text):
    seen, anchors = {}, set()
    for heading in re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M), re.M):
        anchor = slug(heading)
        seen[anchor] = seen.get(anchor, -1) + 1
        anchors.add(f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor)
    return anchors


def check_markdown(root):
    texts = {p.resolve(): p.read_text(encoding="utf-8") for p in markdown_pages(root)}
    anchors = {path: headings(text) for path, text in texts.items()}
    count = 0
    for page, text in texts.items():
        bare = re.sub(r"^```.*?^```|`[^`\n]*`", "", text, flags=re.S | re.M)
        for link in re.findall(r"\]\(([^) \n]+)\)", bare):
            name, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            count += 1
            path = (page.parent / urllib.parse.unquote(name)).resolve() if name else page
            where = f"{page.relative_to(root)}: {link}"
            if not path.exists():
                yield f"{where}: there is no such file"
            elif anchor and path in texts and anchor not in anchors[path]:
                yield f"{where}: there is no such heading"
    print(f"{len(texts)} pages in Markdown, {count} links")
    if count < 50:
        yield "too few links: the check looks in the wrong place"


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.places, self.links = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if value and (name == "id" or name == "name" and tag == "a"):
                self.places.add(value)
            elif value and name in ("href", "src"):
                self.links.append(value)


def check_site(site):
    pages = {p.resolve(): Page(p.read_text(encoding="utf-8", errors="replace")) for p in site.rglob("*.html")}
    count = 0
    for path, page in pages.items():
        for link in page.links:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            count += 1
            target = (path.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else path
            place = urllib.parse.unquote(parts.fragment)
            if not target.exists():
                yield f"{path.name}: {link}: there is no such file"
            elif place and target in pages and place not in pages[target].places:
                yield f"{path.name}: {link}: there is no such place"
    print(f"{len(pages)} pages of the site, {count} links")
    if count < 1000:
        yield "too few links: is this the site?"


def main(root, site):
    faults = list(check_markdown(root.resolve()))
    if site is not None:
        faults += check_site(site)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]) if len(sys.argv) == 3 else None))
