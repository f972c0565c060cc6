"""The app as a server: made of a results folder, bound to an address of this machine, ended with its processes."""

import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path

from dash import Dash
from flask import Response, request
from werkzeug.serving import WSGIRequestHandler, make_server

from sim.app.files import offer_files
from sim.app.frame import INDEX, TITLE, frame
from sim.app.safety import guard, names_of
from sim.app.shelf import Shelf
from sim.app.storytelling import Storyteller
from sim.app.views import connect
from sim.app.what_ifs import Engine
from sim.errors import ScenarioError, SimError
from sim.report.document import style_sheet

STYLE = "/page.css"
LEAVE = "/leave"


def make_app(shelf: Shelf, engine: Engine, hosts: list[str]) -> Dash:
    """The app of a results folder.

    Args:
        shelf: its runs and studies.
        engine: answers what-if questions.
        hosts: `name:port` by which it may be called; none = by any name.
    """
    app = Dash(
        __name__,
        title=TITLE,
        update_title="",
        assets_folder=str(files("sim.app") / "assets"),
        external_stylesheets=[STYLE],
        index_string=INDEX,
        suppress_callback_exceptions=True,
        serve_locally=True,
    )
    app.layout = frame
    teller = Storyteller(shelf)
    offer_files(app.server, shelf)

    style = style_sheet()
    app.server.add_url_rule(STYLE, "style", view_func=lambda: Response(style, mimetype="text/css"))
    app.server.add_url_rule(LEAVE, "leave", methods=["POST"], view_func=lambda: _left(engine, teller))
    connect(app, shelf, engine, teller)
    guard(app.server, hosts, app.csp_hashes())
    return app


def serve(results: Path, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve the app until interrupted; its processes end with it.

    Args:
        results: folder of runs and studies; need not be there yet.
        host: address to bind to.
        port: 0 = any that is free.
        ready: told the address of the app once it answers.

    Raises:
        ScenarioError: the results are no folder, or the port is in use or cannot be had.
        KeyboardInterrupt: Ctrl-C.
    """
    if results.exists() and not results.is_dir():
        raise ScenarioError.of(str(results), "is no folder of results")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with _bound(host, port) as listening:
        bound = listening.getsockname()[1]
        shelf, engine = Shelf(results), Engine()
        with closing(engine):
            app = make_app(shelf, engine, names_of(host, bound))
            server = make_server(host, bound, app.server, threaded=True, request_handler=_Quiet, fd=listening.fileno())
            try:
                _warm(shelf, engine)
                name = f"[{host}]" if ":" in host else host
                ready(f"http://{name}:{bound}/")
                server.serve_forever()
                raise KeyboardInterrupt  # the library swallows it, and nothing else ends it
            finally:
                server.server_close()


def _left(engine: Engine, teller: Storyteller) -> Response:
    """End what a tab asked for that was closed or loaded anew."""
    tab = request.args.get("tab", "")
    engine.cancel(tab)
    teller.cancel(tab)
    return Response(status=204)


class _Quiet(WSGIRequestHandler):
    """Says nothing of requests."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 (the signature is the library's)
        """Leave it out."""


@contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens there.

    Raises:
        ScenarioError: that cannot be had.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise ScenarioError.of(
            "--port", f"cannot listen at {host}:{port}: {reason}", None, "--port 0, any that is free"
        ) from problem
    with listening:
        yield listening


def _warm(shelf: Shelf, engine: Engine) -> None:
    """Load the engine with the newest run's world, where there is one that can be used."""
    newest = shelf.newest_run()
    if newest is None:
        return
    try:
        scenario = shelf.run(newest.entry.place).scenario
    except SimError:
        return
    engine.warm(scenario)
