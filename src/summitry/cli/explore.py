"""The command `summitry explore`: the web page, on this machine only."""

from __future__ import annotations

from typing import Annotated

import typer

from ..model.extras import missing_package
from .streams import say


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""

    @app.command()
    def explore(
        port: Annotated[
            int, typer.Option(help="Port on 127.0.0.1; 0 takes any that is free.")
        ] = 8421,
        no_browser: Annotated[
            bool, typer.Option("--no-browser", help="Do not open the page in a browser.")
        ] = False,
    ) -> None:
        """Open the model as a web page, served on this machine only."""
        try:
            import anyio  # noqa: F401
            import starlette  # noqa: F401
            import uvicorn  # noqa: F401
            import xarray  # noqa: F401
        except ImportError as error:
            raise missing_package("summitry explore", str(error.name), "explore") from None
        from ..explorer.serve import listen, run, warm
        from ..explorer.static import load, missing_page

        def ready(address: str) -> None:
            print(f"summitry is at {address} (end it with Ctrl+C)", flush=True)
            if not no_browser:
                _open(address)

        with listen(port) as taken:
            if not load():
                say(missing_page())
            say("getting the solver ready ...")
            warm()
            run(taken, ready)


def _open(address: str) -> None:
    """Open the page in a browser; without a screen there would only be one that takes the terminal."""
    import os
    import sys
    import threading
    import webbrowser

    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if screen or not sys.platform.startswith("linux"):
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
