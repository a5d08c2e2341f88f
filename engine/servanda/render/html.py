"""The report as one HTML file: it opens from a mail, offline, and fetches nothing.

What needs no program stands in it as a picture and a table; a script then makes the
page that can be moved through time. Texts from files are escaped or set as text, and
the policy lets nothing run but the script whose hash it names.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from string import Template

from servanda.pagedata import Page
from servanda.render import pagejson, phrases, timeline, words
from servanda.render.markup import asset, escape, said, tag
from servanda.report import Row, StatusReport

STYLES = ("palette.css", "picture.css", "page.css")
# In this order each module follows those it imports.
MODULES = (
    "dom.js",
    "words.js",
    "book.js",
    "scale.js",
    "strip.js",
    "lazily.js",
    "phrases.js",
    "charts.js",
    "timeline.js",
    "table.js",
    "glance.js",
    "details.js",
    "matrix.js",
    "owed.js",
    "controls.js",
    "sources.js",
    "page.js",
    "main.js",
)
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./([a-z]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:class|function|const) (\w+))", re.MULTILINE)


def page(report: StatusReport, page: Page, version: str) -> str:
    """Write a page whole: what stands without a program, the data, the program."""
    style, script = "".join(map(asset, STYLES)), program()
    head = page.head
    return Template(asset("page.html")).substitute(
        policy=policy(style, script),
        version=escape(version),
        title=escape(f"{head.agreement_title}: {head.scenario_title}"),
        style=style,
        head=_head(page),
        content=_content(report, page),
        data=pagejson.embedded(pagejson.document(page)),
        script=script,
    )


def program() -> str:
    """Join the page's modules into one script, which imports nothing."""
    return "".join(["const modules = {};\n", *map(_module, MODULES)])


def _module(name: str) -> str:
    """Wrap a module in a function of its own: what it exports is what that returns."""
    text = asset(name)
    exported = ", ".join(_EXPORT.findall(text))
    inner = _EXPORT.sub("", _IMPORT.sub(r"const \1 = modules.\2;", text))
    stem = name.removesuffix(".js")
    return f"modules.{stem} = (() => {{\n{inner}return {{ {exported} }};\n}})();\n"


def policy(style: str, script: str) -> str:
    """Say what the page may do: run this script, wear this style, and no more."""
    rules = {
        "default-src": "'none'",
        "script-src": f"'{digest(script)}'",
        "style-src": f"'{digest(style)}'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def digest(text: str) -> str:
    """Give a text's hash as a policy names it."""
    found = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(found).decode()}"


def _head(page: Page) -> str:
    head = page.head
    made_up = tag("strong", {}, "Hypothetical") + ": these reports are made up."
    return "\n".join(
        (
            said("h1", head.agreement_title),
            said("p", head.scenario_title, "subtitle"),
            tag("p", {"class": "notice"}, made_up) if head.hypothetical else "",
            said("p", words.sentence(page.summary)) if page.summary else "",
        )
    )


# -- without a program ----------------------------------------------------------------


COLUMNS = ("Status", "Provision and why", "Due", "Whose word")


def _content(report: StatusReport, page: Page) -> str:
    head = page.head
    zone = f" ({escape(head.zone)})"
    asked = f"As of {phrases.instant(head.as_of)}, known by "
    picture = {
        "class": "static-picture",
        "role": "region",
        "aria-label": "Timeline",
        "tabindex": 0,
    }
    columns = (tag("th", {"scope": "col"}, name) for name in COLUMNS)
    return "\n".join(
        (
            tag("p", {}, asked, phrases.instant(head.known_by), zone),
            tag("div", {"class": "counts tiles"}, *_tiles(report)),
            tag("h2", {}, "Timeline"),
            tag("div", picture, timeline.picture(page, embedded=True)),
            tag("h2", {"id": "provisions"}, "Provisions"),
            '<div class="table"><table>',
            tag("thead", {}, tag("tr", {}, *columns)),
            "<tbody>",
            *map(_row, report.tracked),
            "</tbody></table></div>",
            _untracked(report.untracked),
        )
    )


def _tiles(report: StatusReport) -> Iterator[str]:
    for flag in words.FLAGS:
        yield tag(
            "div",
            {"class": f"tile {flag}"},
            tag("span", {"class": "mark"}, words.SIGNS[flag].mark),
            tag("span", {"class": "number"}, str(report.counts[flag])),
            tag("span", {"class": "word"}, flag),
        )


def _row(row: Row) -> str:
    ground = words.GROUNDS.get(row.ground, row.ground)
    beside = " · ".join(part for part in (ground, phrases.marks(row)) if part)
    cited = f" [{phrases.published(row.citations)}]" if row.citations else ""
    mark = tag("span", {"class": "mark"}, words.SIGNS[row.status].mark)
    since = f"since {words.start(row.since)}" if row.since else ""
    return tag(
        "tr",
        {},
        tag(
            "td",
            {},
            tag("span", {"class": f"badge {row.status}"}, mark, f" {row.status}"),
            said("div", row.ground, "ground"),
            said("div", since, "small"),
        ),
        tag(
            "th",
            {"scope": "row"},
            said("strong", row.title),
            said("div", words.listed(row.bearer_names), "bearer"),
            said("div", words.sentence(row.why) + cited, "why"),
            said("div", beside, "small"),
        ),
        tag(
            "td",
            {},
            escape(phrases.date(row)),
            said("div", phrases.lateness(row), "small"),
        ),
        said("td", phrases.whose_word(row)),
    )


def _untracked(rows: Iterable[Row]) -> str:
    titles = "".join(said("li", row.title) for row in rows)
    head = tag("h3", {}, "Not tracked by this scenario")
    return head + tag("ul", {}, titles) if titles else ""
