"""What guards every request and response: headers, cross-site posts, the one trusted proxy, and politeness."""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from importlib.util import find_spec
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_limiter import ApplicationLimit, Limiter
from limits import parse_many
from limits.errors import ConfigurationError
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wsgi import get_host

from webapp.config import CannotStart, Settings
from webapp.errors import CrossSite
from webapp.ops import rate_store
from webapp.ops.health import health
from webapp.service.frames import is_frame

# Everything comes from this site, nothing inline; blob: is the preview of a chosen photo, data: the annotated one.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "font-src 'self'",
        "img-src 'self' data: blob:",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

# Source: OWASP HTTP Headers Cheat Sheet. The referrer policy is not "no-referrer", with which browsers would send
# "Origin: null" with our own form, and the fallback below needs the true one.
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# A year, in seconds. Sent behind TLS only, where a browser heeds it.
TRANSPORT_SECURITY = "max-age=31536000"

# Methods that change nothing and cost little; the others are checked and counted.
_SAFE = ("GET", "HEAD", "OPTIONS")

# Pages that read a photo of ours when they are opened, and are counted like a post.
_READING = ("pages.sample", "pages.boxed_sample", "how.page")

# What a container's own check, a cluster's probes and Prometheus ask for by address, and is told under every name.
_BY_ADDRESS = (health.name, "metrics")

# Bits of an IPv6 address that one customer is given as a whole.
_IPV6_CUSTOMER = 64


def init_app(app: Flask, settings: Settings) -> None:
    """Guard an app; what the settings say of hosts, proxies and politeness is heeded."""
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    app.before_request(partial(refuse_wrong_host, settings.hosts))
    app.before_request(refuse_cross_site)
    app.after_request(add_headers)
    app.register_error_handler(SecurityError, _wrong_host)
    _limit_each_address(app, settings)


def refuse_wrong_host(hosts: tuple[str, ...]) -> None:
    """Answer under these names alone, or any where there are none.

    Flask's TRUSTED_HOSTS knows no exception, and those of _BY_ADDRESS are needed.

    Raises:
        SecurityError: the request is for another name.
    """
    if request.blueprint not in _BY_ADDRESS:
        get_host(request.environ, hosts)


def refuse_cross_site() -> None:
    """Let a post of another site's page not pass; programs, which send neither header, do.

    Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet, Fetch Metadata with the Origin as fallback.

    Raises:
        CrossSite: a browser says that the request does not come from our own page.
    """
    if request.method in _SAFE:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    own = site in ("same-origin", "none") if site is not None else _is_own(origin)
    if not own:
        raise CrossSite


def _is_own(origin: str | None) -> bool:
    """Whether an origin is this site; programs name none, and a malformed one is not ours."""
    try:
        return origin is None or urlsplit(origin).netloc == request.host
    except ValueError:
        return False


def add_headers(response: Response) -> Response:
    """Every response gets the headers above; only static files may be kept."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = TRANSPORT_SECURITY
    return response


def caller() -> str:
    """Who is counted as one: an IPv4 address, or the network of an IPv6 customer."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return request.remote_addr or ""  # a Unix socket has none
    # A server that listens on both kinds sees each IPv4 address as one within ::ffff:0:0/96.
    address = getattr(address, "ipv4_mapped", None) or address
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, _IPV6_CUSTOMER), strict=False))


def _wrong_host(_: SecurityError) -> Response:
    """In plain text: no page can be made for an address that is not ours."""
    return Response("This site is not served under that name.\n", 400, mimetype="text/plain")


def _limit_each_address(app: Flask, settings: Settings) -> None:
    """Count the posts of each address; where the store of the counts is away, count in memory."""
    limiter = _limiter(app, settings)

    @app.after_request
    def say_when_to_come_back(response: Response) -> Response:
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS and limiter.current_limit:
            response.headers["Retry-After"] = str(max(1, math.ceil(limiter.current_limit.reset_at - time.time())))
        return response


def _limiter(app: Flask, settings: Settings) -> Limiter:
    """What counts the posts.

    Raises:
        CannotStart: the rate or the store is none; what the store is called may hold a password, and is not told.
    """
    _check_rate("ZIFFER_RATE", settings.rate)
    _check_rate("ZIFFER_FRAME_RATE", settings.frame_rate)
    _check_store(settings.rate_store)
    try:
        return Limiter(
            caller,
            app=app,
            enabled=bool(settings.rate or settings.frame_rate),
            application_limits=list(_limits(settings)),
            storage_uri=rate_store.ADDRESS if settings.rate_store == Settings.rate_store else settings.rate_store,
            in_memory_fallback_enabled=True,
        )
    except (ConfigurationError, ValueError):
        fault = "ZIFFER_RATE_STORE is no store that posts can be counted in."
        raise CannotStart(f"{fault} Please set it to memory://, or to a Redis like redis://host:6379/0.") from None


def _limits(settings: Settings) -> Iterator[ApplicationLimit]:
    """Posts and the live camera's frames, each counted for itself."""
    if settings.rate:
        yield ApplicationLimit(settings.rate, scope="posts", exempt_when=lambda: not _is_post() or is_frame())
    if settings.frame_rate:
        yield ApplicationLimit(settings.frame_rate, scope="frames", exempt_when=lambda: not is_frame())


def _is_post() -> bool:
    """Whether a request is counted at all."""
    return request.method not in _SAFE or request.endpoint in _READING


def _check_store(store: str) -> None:
    """Refuses a Redis where its package is not installed: the site runs without, so it is not in requirements.txt."""
    if store.startswith("redis") and find_spec("redis") is None:
        fault = "ZIFFER_RATE_STORE names a Redis, and the package redis is not installed."
        raise CannotStart(f"{fault} Please install requirements-redis.txt, or set it to memory://.")


def _check_rate(name: str, rate: str) -> None:
    """At the start: Flask-Limiter would parse it with the first request, and fail that and all others."""
    try:
        if rate:
            parse_many(rate)
    except ValueError:
        fault = f'{name} must be like "120 per minute", but is {rate!r}.'
        raise CannotStart(f"{fault} Please set it so, or to nothing for any number of posts.") from None
