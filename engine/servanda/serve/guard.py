"""What every request passes first: by which name, with which token, how much, how long.

Nothing that is wrong reaches a route, and nothing that goes wrong in one is shown.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from servanda.serve.refusals import RefusedError, refusal
from servanda.serve.terms import Terms, lets_in

COOKIE = "servanda-token"
SAFE = ("GET", "HEAD")
POLICY: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
}
HEADERS: Mapping[str, str] = {
    "content-security-policy": "; ".join(map(" ".join, POLICY.items())),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Guard:
    """Lets through what the terms allow, within the time there is for it."""

    def __init__(
        self, app: ASGIApp, terms: Terms, remark: Callable[[str], None]
    ) -> None:
        self._app = app
        self._terms = terms
        self._remark = remark

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._guarded(scope, receive, _Answer(send))
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _guarded(self, scope: Scope, receive: Receive, send: _Answer) -> None:
        headers = Headers(scope=scope)
        try:
            entered = self._admit(scope, headers)
            if entered is not None:
                await entered(scope, receive, send)
                return
            body = _Bounded(receive, self._terms.most_bytes)
            async with asyncio.timeout(self._terms.seconds):
                await self._app(scope, body, send)
        except RefusedError as refused:
            answer = refusal(refused.status, refused.message, refused.hint)
            await answer(scope, receive, send)
        except TimeoutError:
            late = refusal(HTTPStatus.SERVICE_UNAVAILABLE, "this took too long")
            await send.instead(late, scope, receive)
        except Exception as error:
            found = " ".join(f"{type(error).__name__}: {error}".split())
            self._remark(f"servanda: internal error: {found}")
            bug = refusal(
                HTTPStatus.INTERNAL_SERVER_ERROR,
                "an internal error",
                "what it is stands where servanda was started",
            )
            await send.instead(bug, scope, receive)

    def _admit(self, scope: Scope, headers: Headers) -> Response | None:
        """Refuse what may not come in; lead away from an address with a token."""
        terms = self._terms
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not lets_in(terms, hosts[0]):
            message = "this is not served by that name"
            hint = "--allow-host NAME lets a name in"
            raise RefusedError(HTTPStatus.MISDIRECTED_REQUEST, message, hint)
        if terms.token is not None:
            given = _given(scope)
            if given is not None and scope["method"] in SAFE:
                self._same(given)
                return _without_token(scope, given)
            self._same(_brought(headers))
        if scope["method"] not in SAFE:
            _same_origin(headers, hosts[0])
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or _too_long(length, terms):
            raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "this is too long")
        return None

    def _same(self, given: str) -> None:
        token = self._terms.token or ""
        if not hmac.compare_digest(given.encode(), token.encode()):
            hint = "open the address that servanda serve printed: it holds the token"
            raise RefusedError(HTTPStatus.UNAUTHORIZED, "this needs a token", hint)


def _too_long(length: str, terms: Terms) -> bool:
    return len(length) > 18 or int(length) > terms.most_bytes


def _given(scope: Scope) -> str | None:
    """Give the token that an address holds."""
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return dict(pairs).get("token")


def _brought(headers: Headers) -> str:
    """Give the token that a request's headers hold."""
    kind, _, value = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[COOKIE].value if COOKIE in cookies else ""


def _without_token(scope: Scope, token: str) -> Response:
    """Lead to the same address without its token, which the browser then keeps."""
    pairs = parse_qsl(scope["query_string"].decode("latin-1"))
    kept = urlencode([pair for pair in pairs if pair[0] != "token"])
    # One slash only: two would name another host.
    path = "/" + scope.get("raw_path", b"/").decode("latin-1").lstrip("/\\")
    answer = RedirectResponse(f"{path}?{kept}" if kept else path, 303)
    # Not strict: a link to here in a mail, opened in a browser, shall find it too.
    answer.set_cookie(COOKIE, token, httponly=True, samesite="lax", path="/")
    return answer


def _same_origin(headers: Headers, host: str) -> None:
    """Refuse what a page from elsewhere has a browser send."""
    site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    if site not in {None, "same-origin"} or origin is None:
        raise _foreign()
    try:
        where = urlsplit(origin)
    except ValueError:
        raise _foreign() from None
    if where.scheme not in {"http", "https"} or where.netloc.lower() != host.lower():
        raise _foreign()


def _foreign() -> RefusedError:
    hint = "a request that is no page's names its origin: -H 'Origin: http://HOST:PORT'"
    return RefusedError(HTTPStatus.FORBIDDEN, "this comes from another page", hint)


class _Bounded:
    """Takes a request in, up to so many bytes."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = most

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "this is too long")
        return message


class _Answer:
    """Sends an answer, with the headers every answer has."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._begun = True
            MutableHeaders(scope=message).update(HEADERS)
        await self._send(message)

    async def instead(self, answer: Response, scope: Scope, receive: Receive) -> None:
        """Send an answer in place of one that never began."""
        if not self._begun:
            await answer(scope, receive, self)
