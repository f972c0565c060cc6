"""What can be taken away: a run's page, its effective scenario, its impact table, a comparison as JSON."""

import json
from collections.abc import Callable

from flask import Flask, Response, request, send_file

from sim import spec, store
from sim.app.comparing import comparison_at
from sim.app.safety import PAGE_POLICY
from sim.app.shelf import Shelf
from sim.errors import ScenarioError, SimError

FILES = "/files"


def file_link(place: str, name: str) -> str:
    """Where a file of an entry can be had."""
    return f"{FILES}/{place}/{name}"


def offer_files(server: Flask, shelf: Shelf) -> None:
    """Add the addresses of files to the server."""

    @server.get(f"{FILES}/<scenario>/<name>/report.html")
    def _page(scenario: str, name: str) -> Response:
        return _or_why(lambda: _sent_page(shelf, f"{scenario}/{name}"))

    @server.get(f"{FILES}/<scenario>/<name>/scenario.yaml")
    def _scenario(scenario: str, name: str) -> Response:
        return _or_why(
            lambda: _attached(
                spec.effective_yaml(shelf.run(f"{scenario}/{name}").scenario), f"{name}.yaml", "text/yaml"
            )
        )

    @server.get(f"{FILES}/<scenario>/<name>/impact.csv")
    def _impact(scenario: str, name: str) -> Response:
        return _or_why(
            lambda: _attached(shelf.run(f"{scenario}/{name}").impact.to_csv(index=False), f"{name}.csv", "text/csv")
        )

    @server.get(f"{FILES}/compare.json")
    def _comparison() -> Response:
        places = request.args.getlist("run")
        return _or_why(
            lambda: _attached(
                json.dumps(comparison_at(shelf, places).to_json(), indent=2, ensure_ascii=False, allow_nan=False),
                "compare.json",
                "application/json",
            )
        )


def _sent_page(shelf: Shelf, place: str) -> Response:
    path = store.file_of(store.entry_at(shelf.results, place), store.PAGE)
    response: Response = send_file(path, mimetype="text/html", conditional=True, max_age=0)
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    return response


def _attached(text: str, name: str, mimetype: str) -> Response:
    response = Response(text, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _or_why(made: Callable[[], Response]) -> Response:
    """The response, or in plain text why there is none."""
    try:
        return made()
    except ScenarioError as problem:
        return Response(str(problem), 409, mimetype="text/plain")
    except SimError as problem:
        return Response(str(problem), 404, mimetype="text/plain")
