"""What is served: to whom, what is answered, and what never happens."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp
from starlette.websockets import WebSocketDisconnect
from tests import loops

from servanda import api, cli
from servanda.errors import InputError
from servanda.problems import render
from servanda.render import html, pagejson
from servanda.render import json as as_json
from servanda.serve import files
from servanda.serve.guard import COOKIE, HEADERS, Guard
from servanda.serve.plans import plan_text
from servanda.serve.refusals import RefusedError
from servanda.serve.routes import application
from servanda.serve.shelf import MOST_WAITING, Shelf
from servanda.serve.terms import Terms
from servanda.serve.watch import Watch, watched
from servanda.source.nodes import plain
from servanda.source.text import Text
from servanda.source.yamltext import parse_yaml

ROOT = Path(__file__).parents[1]
LAKESIDE = ROOT / "tests" / "lakeside"
ASSETS = ROOT / "engine" / "servanda" / "serve" / "assets"
SPRING = "lakeside-2030/spring"
HERE = "http://127.0.0.1:8808"
TOKEN = "a-token-of-sixteen-or-more"
MOVED = {"move": "patrol", "by": "3d"}


class Served(NamedTuple):
    """A folder that is served, and who asks."""

    client: TestClient
    shelf: Shelf
    folder: Path
    remarks: list[str]

    def get(self, what: str, **headers: str) -> Any:
        """Ask for something."""
        return self.client.get(what, headers=headers, follow_redirects=False)

    def post(self, what: str, sent: object, **headers: str) -> Any:
        """Send something, as a page from here does."""
        origin = {"Origin": HERE, **headers}
        return self.client.post(what, json=sent, headers=origin)

    def forget(self) -> None:
        """Do as if files had changed."""
        assert self.client.portal is not None
        self.client.portal.call(self.shelf.forget)


async def unchanging(*_: Path) -> AsyncIterator[Any]:
    """Tell of no change, ever."""
    await asyncio.Event().wait()
    yield


Serve = Callable[..., Any]


@pytest.fixture(scope="session")
def lakeside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder that nobody writes to."""
    folder = tmp_path_factory.mktemp("served")
    return copied(folder)


def copied(folder: Path) -> Path:
    """Copy an agreement and its scenario into a folder."""
    for part in ("rules", "scenarios"):
        without = shutil.ignore_patterns("what-ifs")
        shutil.copytree(LAKESIDE / part, folder / part, ignore=without)
    return folder


@contextmanager
def served(
    folder: Path | None, watch: Watch = unchanging, **terms: Any
) -> Iterator[Served]:
    """Serve a folder while a test lasts."""
    remarks: list[str] = []
    app, shelf = application(Terms(folder=folder, **terms), watch, remarks.append)
    with TestClient(app, base_url=HERE, raise_server_exceptions=True) as client:
        yield Served(client, shelf, folder or ROOT, remarks)


@pytest.fixture(scope="module")
def readers(lakeside: Path) -> Iterator[Served]:
    """Serve a folder for many tests, read-only."""
    with served(lakeside) as found:
        yield found


@pytest.fixture
def editors(tmp_path: Path) -> Iterator[Served]:
    """Serve a folder in which plans may be saved."""
    with served(copied(tmp_path), edit=True) as found:
        yield found


# -- what is answered ------------------------------------------------------------------


def test_the_list_names_what_there_is_but_not_where_it_lies(readers: Served) -> None:
    answer = readers.get("/api/listing")
    found = answer.json()
    assert [one["name"] for one in found["scenarios"]] == [SPRING]
    assert found["agreements"][0]["name"] == "lakeside-2030"
    assert found["edit"] is False
    assert str(readers.folder) not in answer.text


def test_without_a_folder_what_comes_with_servanda_is_served() -> None:
    with served(None) as shipped:
        names = {one["name"] for one in shipped.get("/api/listing").json()["scenarios"]}
    assert "gaza-2025/record-to-18-march" in names


ANSWERS: tuple[tuple[str, Callable[[api.Story], str]], ...] = (
    ("status", lambda story: as_json.status(api.status(story, as_of="2030-03-08"))),
    ("next", lambda story: as_json.next(api.next_due(story, as_of="2030-03-08"))),
    ("owed", lambda story: as_json.owed(api.owed(story, as_of="2030-03-08"))),
)


@pytest.mark.parametrize(("what", "told"), ANSWERS)
def test_answers_are_those_of_the_command_line(
    what: str, told: Callable[[api.Story], str], readers: Served
) -> None:
    answer = readers.get(f"/api/{what}/{SPRING}?as_of=2030-03-08")
    path = readers.folder / "scenarios" / f"{SPRING}.yaml"
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == json.loads(told(api.load(path)))


def test_why_explains_an_instance_down_to_its_reports(readers: Served) -> None:
    query = "provision=names-first&instance=batch=1"
    found = readers.get(f"/api/why/{SPRING}?{query}").json()
    assert found["provision"]["instance"] == {"batch": "1"}
    assert "names-1" in json.dumps(found["premises"])


def test_the_page_holds_what_the_file_holds(readers: Served) -> None:
    found = readers.get(f"/api/page/{SPRING}").json()
    story = api.load(readers.folder / "scenarios" / f"{SPRING}.yaml")
    assert found == json.loads(json.dumps(pagejson.document(api.page(story))))
    assert readers.get(f"/api/page/{SPRING}").json() == found


@pytest.mark.parametrize(
    ("what", "status", "said"),
    [
        ("/api/page/lakeside-2030/sprung", 404, 'did you mean "lakeside-2030/spring"?'),
        (f"/api/why/{SPRING}?provision=ferry-reopen", 404, "ferry-reopens"),
        (f"/api/why/{SPRING}?provision=names-first&instance=batch", 400, "KEY=VALUE"),
        (f"/api/status/{SPRING}?as_of=soon", 400, "soon"),
        (f"/api/why/{SPRING}", 422, "provision"),
        (f"/api/owed/{SPRING}?by=nobody", 404, "nobody"),
        ("/api/nothing", 404, "Not Found"),
        (f"/api/status/{SPRING}?as_of={'x' * 50}", 422, "as_of"),
    ],
)
def test_what_cannot_be_answered_says_why(
    what: str, status: int, said: str, readers: Served
) -> None:
    answer = readers.get(what)
    assert answer.status_code == status
    assert said in f"{answer.json()['message']} {answer.json()['hint']}"


def test_it_describes_itself(readers: Served) -> None:
    found = readers.get("/api/openapi.json").json()
    assert found["info"]["title"] == "Servanda"
    assert {path.split("/")[2] for path in found["paths"]} == {
        *("check", "listing", "next", "owed", "page", "plans", "status", "version"),
        *("what-if", "what-if-page", "why"),
    }
    undescribed = [
        path
        for path, ways in found["paths"].items()
        for way in ways.values()
        if not way["description"]
    ]
    assert undescribed == []
    assert readers.get("/docs").status_code == 404


# -- files change, and are wrong -------------------------------------------------------


def test_problems_are_shown_as_the_command_line_shows_them(editors: Served) -> None:
    path = editors.folder / "scenarios" / f"{SPRING}.yaml"
    sound = path.read_text(encoding="utf-8")
    path.write_text(
        sound.replace("source: lowland,", "source: lowlands,"), encoding="utf-8"
    )
    answer = editors.get(f"/api/page/{SPRING}")
    with pytest.raises(InputError) as wrong:
        api.load(path)
    assert answer.status_code == 422
    shown = [one["text"] for one in answer.json()["problems"]]
    assert shown == [render(problem) for problem in wrong.value.problems]
    assert "^^^^^^" in shown[0]

    path.write_text(sound, encoding="utf-8")
    assert editors.get(f"/api/page/{SPRING}").status_code == 422, "kept until told"
    editors.forget()
    assert editors.get(f"/api/page/{SPRING}").status_code == 200


def test_a_check_tells_what_servanda_check_tells(readers: Served) -> None:
    path = readers.folder / "scenarios" / f"{SPRING}.yaml"
    found = readers.get(f"/api/check/{SPRING}").json()["problems"]
    told = api.check_files([path]).problems
    assert [one["text"] for one in found] == [render(one) for one in told]


def test_files_are_followed(tmp_path: Path) -> None:
    with served(copied(tmp_path), watched, poll_seconds=0.5) as follower:
        assert follower.get("/api/version").json() == {"version": 0}
        path = tmp_path / "scenarios" / "lakeside-2030" / "summer.yaml"
        for turn in range(40):  # until the system tells of it
            path.write_text(f"title: Summer {turn}\n", encoding="utf-8")
            if follower.get("/api/version?after=0").json() != {"version": 0}:
                break
        names = [
            one["name"] for one in follower.get("/api/listing").json()["scenarios"]
        ]
    assert names == [SPRING, "lakeside-2030/summer"]


def test_who_waits_for_a_change_is_told_at_once(readers: Served) -> None:
    version = readers.get("/api/version").json()["version"]
    assert readers.get(f"/api/version?after={version - 1}").json() == {
        "version": version
    }


def test_a_watch_that_fails_is_told_of_and_stops_nothing(lakeside: Path) -> None:
    async def failing(*folders: Path) -> AsyncIterator[Any]:
        if folders:
            raise OSError("no space left to watch in")
        yield

    with served(lakeside, failing) as alone:
        assert alone.get(f"/api/status/{SPRING}").status_code == 200
    assert alone.remarks == [
        "servanda: files are not followed: no space left to watch in"
    ]


# -- who is let in ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "any_address", "status"),
    [
        ("127.0.0.1:8808", False, 200),
        ("localhost", False, 200),
        ("LOCALHOST:1", False, 200),
        ("[::1]:8808", False, 200),
        ("evil.example", False, 421),
        ("evil.example:8808", False, 421),
        ("127.0.0.1.evil.example", False, 421),
        ("localhost@evil.example", False, 421),
        ("192.0.2.7:8808", False, 421),
        ("192.0.2.7:8808", True, 200),
        ("[2001:db8::7]", True, 200),
        ("evil.example", True, 421),
        ("", False, 421),
        ("[", False, 421),
    ],
)
def test_a_page_elsewhere_that_leads_its_name_here_is_not_let_in(
    host: str, any_address: bool, status: int, lakeside: Path
) -> None:
    with served(lakeside, any_address=any_address) as anybody:
        answer = anybody.get("/api/listing", Host=host)
    assert answer.status_code == status
    assert ("scenarios" in answer.json()) == (status == 200)


@pytest.mark.parametrize(
    "what", ["/", "/api/listing", "/assets/page.js", "/none", "/?a=b"]
)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": "Bearer"},
        {"Cookie": f"{COOKIE}={TOKEN[:-1]}"},
        {"Cookie": f"other={TOKEN}"},
        {"Cookie": "\x01;;=="},
    ],
)
def test_without_the_token_nothing_is_told(
    what: str, headers: dict[str, str], guarded: Served
) -> None:
    answer = guarded.get(what, **headers)
    assert (answer.status_code, answer.json()["message"]) == (401, "this needs a token")


@pytest.fixture(scope="module")
def guarded(lakeside: Path) -> Iterator[Served]:
    """Serve a folder for which a token is needed."""
    with served(lakeside, token=TOKEN) as found:
        yield found


@pytest.mark.parametrize(
    "headers",
    [{"Authorization": f"Bearer {TOKEN}"}, {"Cookie": f"a=b; {COOKIE}={TOKEN}"}],
)
def test_with_the_token_one_is_let_in(headers: dict[str, str], guarded: Served) -> None:
    assert guarded.get("/api/listing", **headers).status_code == 200


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        (f"/?token={TOKEN}", "/"),
        (f"/scenario/a/b?x=1&token={TOKEN}&y=2", "/scenario/a/b?x=1&y=2"),
        (f"//evil.example/?token={TOKEN}", "/evil.example/"),
        (f"/%5cevil.example?token={TOKEN}", "/%5cevil.example"),
    ],
)
def test_an_address_with_the_token_leads_to_one_without(
    asked: str, led: str, guarded: Served
) -> None:
    answer = guarded.get(f"{HERE}{asked}")
    assert (answer.status_code, answer.headers["location"].lower()) == (303, led)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    guarded.client.cookies.clear()


def test_a_wrong_token_in_the_address_sets_no_cookie(guarded: Served) -> None:
    answer = guarded.get(f"/?token={TOKEN}é")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


FOREIGN: tuple[dict[str, str], ...] = (
    {"Origin": ""},
    {"Origin": "null"},
    {"Origin": "http://evil.example"},
    {"Origin": "http://127.0.0.1:9999"},
    {"Origin": "http://127.0.0.1:8808.evil.example"},
    {"Origin": "file://127.0.0.1:8808"},
    {"Origin": "http://["},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
)


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("what", ["what-if", "plans"])
def test_what_another_page_sends_is_refused(
    what: str, headers: dict[str, str], editors: Served
) -> None:
    sent = {"plan": "x", "title": "X", "changes": [MOVED]}
    answer = editors.post(f"/api/{what}/{SPRING}", sent, **headers)
    assert (answer.status_code, answer.json()["message"]) == (
        403,
        "this comes from another page",
    )
    assert not plans(editors)


def test_a_request_that_names_no_origin_writes_nothing(editors: Served) -> None:
    sent = {"plan": "x", "title": "X", "changes": [MOVED]}
    assert editors.client.post(f"/api/plans/{SPRING}", json=sent).status_code == 403
    assert not plans(editors)


# -- what never happens ----------------------------------------------------------------


@pytest.mark.parametrize(
    "what",
    ["/", "/scenario/" + SPRING, "/scenario/none", "/assets/page.css", "/api/listing"],
)
def test_every_answer_forbids_what_a_page_does_not_need(
    what: str, readers: Served
) -> None:
    found = readers.get(what).headers
    assert {name: found[name] for name in HEADERS} == dict(HEADERS)
    policy = found["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


OUTSIDE = (
    "../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "..%5c..%5cwindows",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "lakeside-2030/spring.yaml",
    "lakeside-2030/%2e%2e/lakeside-2030/spring",
    "lakeside-2030/%2e/spring",
    "lakeside-2030//spring",
    "lakeside-2030/spring%00",
    "gaza-2025/record-to-18-march",
    "agreement.yaml",
)


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("what", ["api/page", "api/check", "scenario", "assets"])
def test_no_path_leads_out_of_the_list(what: str, path: str, readers: Served) -> None:
    readers.client.cookies.clear()
    answer = readers.client.send(
        readers.client.build_request("GET", f"{HERE}/{what}/{path}"),
        follow_redirects=False,
    )
    assert answer.status_code == 404
    assert "root:" not in answer.text


HOSTILE = "</script><img src=x onerror=alert(1)>\u202e"


def test_texts_from_files_stand_in_no_page(tmp_path: Path, readers: Served) -> None:
    copied(tmp_path)
    path = tmp_path / "scenarios" / f"{SPRING}.yaml"
    text = path.read_text(encoding="utf-8")
    title = f"title: {json.dumps(HOSTILE)}"
    path.write_text(text.replace("title: The first days of spring", title))
    with served(tmp_path) as hostile:
        for page in ("/", f"/scenario/{SPRING}"):
            assert hostile.get(page).text == readers.get(page).text
        answer = hostile.get(f"/api/page/{SPRING}")
        assert answer.json()["head"]["scenario_title"] == HOSTILE
        assert answer.headers["content-type"] == "application/json"


def test_pages_run_only_what_is_served_beside_them(readers: Served) -> None:
    for name in ("list.html", "story.html"):
        text = files.shell(name)
        assert not re.search(r"<script(?![^>]* src=)|<style| on\w+=| style=", text)
        for address in re.findall(r'(?:src|href)="(/[^"#]+)"', text):
            assert readers.get(address).status_code == 200
        assert "http" not in text


def test_every_file_of_the_pages_is_served_and_finds_what_it_imports() -> None:
    own = {path.name for path in ASSETS.iterdir() if path.suffix in files.KINDS}
    assert own == set(files.OWN)
    names = [*html.STYLES, *html.MODULES, *(f"live/{name}" for name in files.OWN)]
    for name in names:
        asset = files.asset(name)
        assert asset is not None
        for wanted in re.findall(r'^import .* from "(.+)";$', asset.text, re.MULTILINE):
            beside = f"live/{wanted[2:]}" if name.startswith("live/") else wanted[2:]
            found = wanted.removeprefix("/assets/") if wanted[0] == "/" else beside
            assert files.asset(found) is not None, f"{name} imports {wanted}"


def test_scripts_parse_no_markup() -> None:
    texts = [path.read_text(encoding="utf-8") for path in ASSETS.glob("*.js")]
    assert len(texts) > 5
    parsing = "innerHTML|outerHTML|insertAdjacent|document.write|eval\\(|new Function"
    assert not re.search(parsing, "".join(texts))


@pytest.mark.parametrize("chunked", [False, True])
def test_what_is_too_long_is_not_read(chunked: bool, lakeside: Path) -> None:
    sent = json.dumps({"changes": [MOVED], "as_of": "x" * 2000}).encode()
    headers = {"Origin": HERE, "Content-Type": "application/json"}
    with served(lakeside, most_bytes=1000) as small:
        answer = small.client.post(
            f"/api/what-if/{SPRING}",
            content=iter([sent]) if chunked else sent,
            headers=headers,
        )
    assert (answer.status_code, answer.json()["message"]) == (413, "this is too long")


@pytest.mark.parametrize("length", ["-1", "1e3", "9" * 30, ""])
def test_a_length_that_is_none_is_refused(length: str, readers: Served) -> None:
    headers = {"Origin": HERE, "Content-Length": length}
    answer = readers.client.request("POST", f"/api/what-if/{SPRING}", headers=headers)
    assert answer.status_code == 413


def test_what_takes_too_long_is_answered_for_and_goes_on(lakeside: Path) -> None:
    over = threading.Event()

    async def asked() -> int:
        shelf = Shelf(Terms(folder=lakeside, engine_seconds=0.02))
        await shelf.listing()

        def slowly(story: api.Story) -> int:
            assert over.wait(20)
            return len(story.provisions)

        with pytest.raises(RefusedError, match="longer than anybody waits"):
            await shelf.ask(SPRING, slowly, "slowly")
        over.set()
        shelf.terms = replace(shelf.terms, engine_seconds=20)
        found = await shelf.ask(SPRING, lambda _: -1, "slowly")
        shelf.close()
        return found

    assert loops.run(asked()) > 0


def test_a_story_is_asked_by_one_at_a_time_and_not_by_too_many(lakeside: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def question(_: api.Story) -> None:
        inside.append(1)
        most.append(len(inside))
        inside.pop()

    async def asked() -> list[object]:
        shelf = Shelf(Terms(folder=lakeside))
        await shelf.listing()
        every = [shelf.ask(SPRING, question) for _ in range(MOST_WAITING + 4)]
        found = await asyncio.gather(*every, return_exceptions=True)
        shelf.close()
        return list(found)

    found = loops.run(asked())
    assert max(most) == 1
    assert [type(one) for one in found if one is not None] == [RefusedError] * 4


def test_a_bug_is_told_where_it_was_started_alone(
    lakeside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a secret\nof ours")

    monkeypatch.setattr(api, "status", broken)
    with served(lakeside) as buggy:
        answer = buggy.get(f"/api/status/{SPRING}")
    assert answer.status_code == 500
    assert answer.json()["message"] == "an internal error"
    assert buggy.remarks == ["servanda: internal error: RuntimeError: a secret of ours"]


async def never(*_: object) -> None:
    """Answer nobody."""
    await asyncio.Event().wait()


async def broken(*_: object) -> None:
    """Fail before anything is answered."""
    raise RuntimeError("a secret")


@pytest.mark.parametrize(
    ("app", "status", "said", "remarked"),
    [
        (never, 503, "this took too long", []),
        (broken, 500, "an internal error", ["RuntimeError: a secret"]),
    ],
)
def test_a_request_ends_in_time_and_tells_no_secret(
    app: ASGIApp, status: int, said: str, remarked: list[str]
) -> None:
    remarks: list[str] = []
    guard = Guard(app, Terms(seconds=0.01), remarks.append)
    answer = TestClient(guard, base_url=HERE).get("/")
    assert (answer.status_code, answer.json()["message"]) == (status, said)
    assert answer.headers["x-frame-options"] == "DENY"
    assert remarks == [f"servanda: internal error: {one}" for one in remarked]


def test_no_socket_is_opened(readers: Served) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        readers.client.websocket_connect("/api/version"),
    ):
        pass
    assert refused.value.code == 1008


def test_what_was_asked_long_ago_is_let_go_and_loaded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servanda.serve.shelf.MOST_HELD", 1)
    stories = copied(tmp_path) / "scenarios" / "lakeside-2030"
    text = (stories / "spring.yaml").read_text(encoding="utf-8")
    other = text.replace("scenario: spring", "scenario: other")
    (stories / "other.yaml").write_text(other, encoding="utf-8")
    loaded: list[str] = []
    load = api.load

    def counted(path: str, **rules: Any) -> api.Story:
        loaded.append(Path(path).stem)
        return load(path, **rules)

    monkeypatch.setattr(api, "load", counted)
    with served(tmp_path) as small:
        for name in ("spring", "spring", "other", "spring"):
            assert small.get(f"/api/status/lakeside-2030/{name}").status_code == 200
    assert loaded == ["spring", "other", "spring"]


# -- what-ifs --------------------------------------------------------------------------


def plans(served: Served) -> list[str]:
    """Name the plans that lie in a folder."""
    return sorted(path.name for path in served.folder.rglob("what-ifs/*"))


PERFORMED = {"perform": "ferry-reopens", "on": "2030-03-09"}


def test_a_what_if_is_compared_and_nothing_is_kept(readers: Served) -> None:
    asked = {"changes": [PERFORMED], "as_of": "2030-03-20"}
    answer = readers.post(f"/api/what-if/{SPRING}", asked)
    path = readers.folder / "scenarios" / f"{SPRING}.yaml"
    change = ("perform", "ferry-reopens=2030-03-09")
    told = api.what_if(path, [change], as_of="2030-03-20")
    assert answer.status_code == 200
    assert answer.json()["comparison"] == json.loads(as_json.what_if(told))
    assert "{perform: ferry-reopens, on: 2030-03-09}" in answer.json()["plan"]
    assert not plans(readers)


def test_the_page_of_a_what_if_shows_its_end(readers: Served) -> None:
    asked = {"changes": [PERFORMED], "as_of": "2030-03-20"}
    found = readers.post(f"/api/what-if-page/{SPRING}", asked).json()
    compared = readers.post(f"/api/what-if/{SPRING}", asked).json()["comparison"]
    last = {
        one["id"]: found["states"][
            found["records"][one["records"][-1][1]]["states"][-1][1]
        ]
        for one in found["provisions"]
        if one.get("records")
    }
    assert last["ferry-reopens"]["status"] == "met"
    assert compared["differences"][0]["after"]["status"] == "met"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([{"drop": "nothing"}], 'there is no report "nothing"'),
        ([{"miss": "ferry"}], 'there is no provision "ferry"'),
        ([{"move": "patrol"}], '"move" needs "by"'),
        ([{"move": "patrol", "by": "often"}], "is no length of time"),
        ([{"drop": ["patrol"]}], "drop"),
        ([{"drop": {"a": 1}}], "drop"),
        ([{"eval": "x"}], "eval"),
        ([{"add": "- {id: x"}], "yaml"),
        ([{"add": ""}], "there is nothing in this"),
        ([{"add": [{"id": "x", "source": "nobody", "date": "2030-03-09"}]}], "nobody"),
        ([{"drop": "\ud800"}], "d800"),
        ([{"drop": HOSTILE}], "there is no report"),
    ],
)
def test_a_change_that_cannot_be_made_says_where_and_why(
    changes: list[object], said: str, readers: Served
) -> None:
    sent = json.dumps({"changes": changes})
    answer = readers.client.post(
        f"/api/what-if/{SPRING}",
        content=sent,
        headers={"Origin": HERE, "Content-Type": "application/json"},
    )
    assert answer.status_code in {400, 422}
    shown = " ".join(one["text"] for one in answer.json()["problems"])
    assert said in f"{answer.json()['message']} {shown}"
    assert readers.remarks == []


@pytest.mark.parametrize(
    "sent",
    [{}, {"changes": []}, {"changes": [{}] * 201}, {"changes": [MOVED], "x": 1}, [], 1],
)
def test_what_is_no_what_if_is_refused(sent: object, readers: Served) -> None:
    assert readers.post(f"/api/what-if/{SPRING}", sent).status_code == 422


def test_nothing_is_saved_without_edit(readers: Served) -> None:
    sent = {"plan": "later", "title": "Later", "changes": [MOVED]}
    answer = readers.post(f"/api/plans/{SPRING}", sent)
    assert (answer.status_code, answer.json()["hint"]) == (
        403,
        "start servanda serve with --edit",
    )
    assert not plans(readers)


def differing(found: Any) -> dict[str, tuple[str, str]]:
    """Say which provisions differ, and how they stand."""
    return {
        one["provision"]: (one["before"]["status"], one["after"]["status"])
        for one in found["differences"]
    }


def test_a_plan_is_saved_whole_and_can_be_carried_out(editors: Served) -> None:
    told = {"id": "it-is", "date": "2030-03-10", "source": "river-watch"}
    stance = {"position": "performed", "about": ["ferry-reopens"], "note": HOSTILE}
    added = {**told, **stance}
    changes = [MOVED, {"drop": "water"}, {"add": [added]}]
    sent = {"plan": "later", "title": 'What if: "later", é', "changes": changes}
    answer = editors.post(f"/api/plans/{SPRING}", sent)
    assert (answer.status_code, answer.json()) == (201, {"file": "what-ifs/later.yaml"})
    assert plans(editors) == ["later.yaml"]
    path = editors.folder / "scenarios" / "lakeside-2030" / "what-ifs" / "later.yaml"
    compared = editors.post(f"/api/what-if/{SPRING}", {"changes": changes}).json()
    carried_out = json.loads(as_json.what_if(api.what_if(path)))
    assert differing(carried_out) == differing(compared["comparison"])
    assert "ferry-reopens" in differing(carried_out)
    assert api.run_tests([path]).passed

    listed = editors.get(f"/api/plans/{SPRING}").json()["plans"]
    assert [(one["plan"], one["title"]) for one in listed] == [
        ("later", 'What if: "later", é')
    ]
    assert listed[0]["changes"] == changes

    kept = path.read_bytes()
    again = editors.post(f"/api/plans/{SPRING}", {**sent, "changes": [PERFORMED]})
    assert (again.status_code, again.json()["message"]) == (
        409,
        "what-ifs/later.yaml: there is such a file already",
    )
    assert path.read_bytes() == kept


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("../spring", [MOVED]),
        ("a/b", [MOVED]),
        ("a.b", [MOVED]),
        (".a", [MOVED]),
        ("", [MOVED]),
        ("a\n", [MOVED]),
        ("A", [MOVED]),
        ("sound", [{"drop": "nothing"}]),
    ],
)
def test_a_plan_that_is_wrong_is_not_saved(
    kind: str, changes: list[object], editors: Served
) -> None:
    sent = {"plan": kind, "title": "X", "changes": changes}
    assert editors.post(f"/api/plans/{SPRING}", sent).status_code in {400, 422}
    assert not plans(editors)


TEXTS = (
    *("patrol", "2030-03-09", "3d", "-3d", "null", "true", "no", "on", "~", "a: b"),
    *('"', "'", "\\", "{a}", "[x, y]", "#", "a #b", "&a", "*a", "!a", "|", ">", "%"),
    *("é", "ש", "😀", "\n", "\t", "\x00", "\u2028", "\u202e", "\x85", " a ", "?", "-"),
    *("@", "`", "a,b", ",", ":", "0x1", "1_000", "1e3", ".", "=", "<<", "\ufeff"),
)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_stands_in_a_plan_as_it_is(text: str) -> None:
    written = plan_text({"title": f"x{text}"}, [{"drop": text, "add": [{"a": text}]}])
    document, problems = parse_yaml(Text("plan", written))
    assert document is not None
    assert problems == []
    assert plain(document.root) == {
        "title": f"x{text}",
        "changes": [{"drop": text, "add": [{"a": text}]}],
    }


# -- the command -----------------------------------------------------------------------

Run = Callable[..., tuple[object, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command, and give how it ended and what it said."""

    def ran(*words: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as left:
            cli.main(["serve", *words])
        return left.value.code, capsys.readouterr().err

    return ran


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--edit",), 2, "what comes with servanda is not edited"),
        (("nowhere",), 2, 'there is no folder "nowhere"'),
        (("--token", "short"), 2, "this is no token"),
        (("--host", "no.such.host.invalid"), 1, "cannot listen at"),
    ],
)
def test_what_cannot_be_served_is_said(
    words: tuple[str, ...], code: int, said: str, run: Run
) -> None:
    ended, complaint = run(*words)
    assert ended == code
    assert said in complaint


def test_a_port_that_is_taken_is_said(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = run("--port", port)
    assert code == 1
    assert f"cannot listen at 127.0.0.1:{port}: address already in use" in said


def test_what_is_not_installed_is_said(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servanda.commands.serve.find_spec", lambda _: None)
    code, said = run()
    assert code == 1
    assert "serve needs what is not installed: fastapi, uvicorn, watchfiles" in said
    assert "pip install 'servanda[serve]'" in said


def test_it_says_where_it_is_and_ends_when_interrupted(lakeside: Path) -> None:
    command = [sys.executable, "-m", "servanda", "serve", str(lakeside), "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "engine")}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as running:
        assert running.stdout is not None
        address = running.stdout.readline().strip()
        with urlopen(f"{address}api/version") as answer:
            assert json.load(answer) == {"version": 0}
        # Somebody waits for a change meanwhile.
        port = int(address.rpartition(":")[2].strip("/"))
        with socket.create_connection(("127.0.0.1", port)) as waiting:
            asked = (
                f"GET /api/version?after=0 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
            )
            waiting.sendall(asked.encode())
            running.send_signal(signal.SIGINT)
            rest, complaints = running.communicate(timeout=30)
    assert (running.returncode, rest, complaints) == (0, "", "")


@pytest.mark.parametrize(
    ("words", "needed", "any_address", "hosts"),
    [
        ((), False, False, ()),
        (("--host", "localhost"), False, False, ()),
        (("--host", "0.0.0.0"), True, True, ()),
        (("--host", "0.0.0.0", "--allow-host", "Desk"), True, True, ("desk",)),
        (("--token", TOKEN), True, False, ()),
    ],
)
def test_a_token_is_needed_elsewhere_than_here(
    words: tuple[str, ...],
    needed: bool,
    any_address: bool,
    hosts: tuple[str, ...],
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[Terms] = []

    def instead(_: object, shelf: Shelf, listening: socket.socket) -> None:
        listening.close()
        started.append(shelf.terms)
        shelf.close()

    monkeypatch.setattr("servanda.serve.running.run", instead)
    monkeypatch.delenv("SERVANDA_TOKEN", raising=False)
    assert run(*words, "--port", "0")[0] == 0
    terms = started[0]
    assert (terms.token is not None) == needed
    assert terms.any_address == any_address
    assert set(hosts) <= set(terms.hosts)
    assert "evil.example" not in terms.hosts
    assert len(terms.token or "x" * 16) >= 16
