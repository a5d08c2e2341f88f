"""What can be asked of a folder in a browser: pages, and answers as JSON.

Answers are those of the command line's `--format json`, so whoever reads one reads the
other. An id is looked up in the listing and never made into a path.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from servanda import __version__, api
from servanda.errors import ServandaError, UsageError
from servanda.render import json as as_json
from servanda.render import pagejson
from servanda.serve import files, supposing
from servanda.serve.guard import Guard
from servanda.serve.refusals import RefusedError, refusal, refusal_of, told
from servanda.serve.shelf import Shelf
from servanda.serve.terms import Terms
from servanda.serve.watch import Watch, follow

Day = Annotated[
    str | None, Query(max_length=40, description="A day, or an instant, as --as-of.")
]
Pairs = Annotated[
    list[str],
    Query(max_length=20, description="One instance of it, each as KEY=VALUE."),
]
LISTED = ("agreements", "scenarios", "plans")
ANSWER: Mapping[int | str, Any] = {
    "200": {"content": {"application/json": {}}, "description": "As JSON."}
}


def application(
    terms: Terms, watch: Watch, remark: Callable[[str], None]
) -> tuple[Guard, Shelf]:
    """Make what serves a folder on some terms, and the shelf it serves from."""
    shelf = Shelf(terms)

    @asynccontextmanager
    async def while_open(_: FastAPI) -> AsyncIterator[None]:
        async with follow(watch, terms.folder, shelf.forget, remark):
            yield
        shelf.close()

    app = FastAPI(
        title="Servanda",
        version=__version__,
        summary="Agreements and scenarios of a folder, asked as on the command line.",
        lifespan=while_open,
        openapi_url="/api/openapi.json",
        # Their pages fetch scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        exception_handlers={
            ServandaError: _refused,
            RefusedError: _refused,
            HTTPException: _not_there,
            RequestValidationError: _misread,
            Exception: _bug,
        },
    )
    _pages(app, shelf)
    _folder(app, shelf)
    _answers(app, shelf)
    _what_ifs(app, shelf)
    return Guard(app, terms, remark), shelf


def _pages(app: FastAPI, shelf: Shelf) -> None:
    @app.get("/", include_in_schema=False)
    async def list_page() -> Response:
        return HTMLResponse(files.shell("list.html"))

    @app.get("/scenario/{id:path}", include_in_schema=False)
    async def story_page(id: str) -> Response:
        await shelf.named(id)
        return HTMLResponse(files.shell("story.html"))

    @app.get("/assets/{name:path}", include_in_schema=False)
    async def asset(name: str) -> Response:
        found = files.asset(name)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return Response(found.text, media_type=found.kind)


def _folder(app: FastAPI, shelf: Shelf) -> None:
    get = partial(app.get, responses=dict(ANSWER), response_class=Response)

    @get("/api/listing")
    async def listing() -> Response:
        """List agreements and scenarios."""
        found = json.loads(as_json.listing(await shelf.listing()))
        for one in (one for listed in LISTED for one in found[listed]):
            del one["path"]  # where the files lie is nobody's business
        return JSONResponse({**found, **_state(shelf)})

    @get("/api/version")
    async def version(after: Annotated[int, Query()] = -1) -> Response:
        """Wait a while until files have changed since a version; tell the version."""
        return JSONResponse({"version": await shelf.changed_since(after)})

    @get("/api/check/{id:path}")
    async def check(id: str) -> Response:
        """Report every problem in a scenario and its agreement."""
        found = await shelf.check(id)
        return JSONResponse({"problems": [told(one) for one in found.problems]})


def _answers(app: FastAPI, shelf: Shelf) -> None:
    get = partial(app.get, responses=dict(ANSWER), response_class=Response)

    @get("/api/page/{id:path}")
    async def page(id: str, as_of: Day = None, known_by: Day = None) -> Response:
        """Give all that the page of a scenario shows."""
        asked = partial(_page, as_of=as_of, known_by=known_by)
        return _json(await shelf.ask(id, asked, ("page", as_of, known_by)))

    @get("/api/status/{id:path}")
    async def status(id: str, as_of: Day = None, known_by: Day = None) -> Response:
        """Tell where every provision stands."""
        when = {"as_of": as_of, "known_by": known_by}
        return _json(
            await shelf.ask(id, lambda s: as_json.status(api.status(s, **when)))
        )

    @get("/api/next/{id:path}")
    async def next_due(id: str, as_of: Day = None, known_by: Day = None) -> Response:
        """Tell what falls due, in order."""
        when = {"as_of": as_of, "known_by": known_by}
        return _json(
            await shelf.ask(id, lambda s: as_json.next(api.next_due(s, **when)))
        )

    @get("/api/owed/{id:path}")
    async def owed(
        id: str,
        by: Annotated[str | None, Query(max_length=200)] = None,
        as_of: Day = None,
        known_by: Day = None,
    ) -> Response:
        """Tell what each party, or one of them, still owes."""
        when = {"as_of": as_of, "known_by": known_by}
        return _json(
            await shelf.ask(id, lambda s: as_json.owed(api.owed(s, by=by, **when)))
        )

    @get("/api/why/{id:path}")
    async def why(
        id: str,
        provision: Annotated[str, Query(max_length=200)],
        instance: Pairs = [],  # noqa: B006  # FastAPI copies it
        as_of: Day = None,
        known_by: Day = None,
    ) -> Response:
        """Explain a status, down to the cited reports."""
        keys = _keys(instance)
        when = {"as_of": as_of, "known_by": known_by}
        return _json(
            await shelf.ask(
                id, lambda s: as_json.why(api.why(s, provision, keys, **when))
            )
        )


def _what_ifs(app: FastAPI, shelf: Shelf) -> None:
    post = partial(app.post, responses=dict(ANSWER), response_class=Response)

    @post("/api/what-if/{id:path}")
    async def what_if(id: str, asked: supposing.WhatIf) -> Response:
        """Compare a scenario with itself after some changes; nothing is kept."""
        question = partial(supposing.compared, asked=asked)
        return JSONResponse(await shelf.ask(id, question, asked.key("what-if")))

    @post("/api/what-if-page/{id:path}")
    async def what_if_page(id: str, asked: supposing.WhatIf) -> Response:
        """Give all that the page of a scenario would show; nothing is kept."""
        question = partial(supposing.page, asked=asked)
        return _json(await shelf.ask(id, question, asked.key("what-if-page")))

    @app.get("/api/plans/{id:path}", responses=dict(ANSWER), response_class=Response)
    async def plans(id: str) -> Response:
        """List the plans of a scenario, with all their changes."""
        return JSONResponse({"plans": await shelf.ask(id, supposing.saved)})

    @post("/api/plans/{id:path}", status_code=HTTPStatus.CREATED)
    async def save(id: str, asked: supposing.SavedPlan) -> Response:
        """Save some changes as a plan of the scenario; needs --edit."""
        if not shelf.terms.edit:
            hint = "start servanda serve with --edit"
            raise RefusedError(HTTPStatus.FORBIDDEN, "nothing is saved here", hint)
        file = await shelf.ask(id, lambda story: supposing.save(story, asked))
        return JSONResponse({"file": file}, status_code=HTTPStatus.CREATED)


def _state(shelf: Shelf) -> dict[str, Any]:
    return {"version": shelf.version, "edit": shelf.terms.edit}


def _page(story: api.Story, as_of: str | None, known_by: str | None) -> str:
    found = api.page(story, as_of=as_of, known_by=known_by)
    return json.dumps(pagejson.document(found), ensure_ascii=False)


def _keys(instance: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in instance]
    for name, equals, value in pairs:
        if not (name and equals and value):
            raise UsageError("an instance is not KEY=VALUE", "as in batch=8")
    return {name: value for name, _, value in pairs}


def _json(text: str) -> Response:
    return Response(text, media_type="application/json")


async def _refused(_: Request, error: Exception) -> Response:
    return refusal_of(error) or await _bug(_, error)


async def _not_there(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    return refusal(status, error.detail if error.detail else status.phrase)


async def _misread(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = (
        f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()
    )
    return refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(found))


async def _bug(_: Request, __: Exception) -> Response:
    hint = "what it is stands where servanda was started"
    return refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "an internal error", hint)
