"""Who may speak to the app, and what a page of it may do. Knows requests; must not know views.

The app has no password: it answers this machine only, and only pages it made itself. A foreign page could otherwise
reach it by a name that it points here (DNS rebinding), in a frame, or by a form.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
MOST_BYTES = 4_000_000
"""Of one request: an uploaded scenario of a megabyte, as a browser writes it, and some more."""
PAGE_POLICY = (
    "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; img-src data: blob:; frame-ancestors 'none'"
)
"""What a run's own page may do: draw, in a world of its own that cannot reach the app."""


def guard(server: Flask, hosts: Sequence[str], script_hashes: Sequence[str]) -> None:
    """Refuse foreign requests and tell browsers what this app's pages may do.

    Args:
        server: the app's.
        hosts: `name:port` by which it may be called; none = by any name.
        script_hashes: of the scripts that stand in the page itself, as the policy takes them.
    """
    server.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    policy = _policy(script_hashes)

    @server.before_request
    def _only_known() -> None:
        if hosts and request.host not in hosts:
            abort(Response(f"This app is called {hosts[0]}.", 403, mimetype="text/plain"))
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            abort(Response("Another site's page may not speak to this app.", 403, mimetype="text/plain"))

    @server.after_request
    def _headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


def names_of(host: str, port: int) -> list[str]:
    """The `name:port` by which an app bound to that host is called; none where any name will do.

    >>> names_of("127.0.0.1", 8050)
    ['127.0.0.1:8050', 'localhost:8050', '[::1]:8050']
    >>> names_of("0.0.0.0", 8050)
    []
    """
    if host in ("127.0.0.1", "localhost", "::1"):
        return [f"{name}:{port}" for name in LOOPBACK]
    return []


def _policy(script_hashes: Sequence[str]) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *script_hashes]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )
