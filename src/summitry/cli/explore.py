"""The command `summitry explore`: the web page, on this machine only or as a folder for a web host."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
        out: Annotated[
            Path | None,
            typer.Option(
                help="Write the page into this folder, for any web host, instead of serving it.",
                metavar="FOLDER",
            ),
        ] = None,
    ) -> None:
        """Open the model as a web page, served on this machine only."""
        from ..explorer.files import page_files, write_page
        from ..explorer.serve import Server, open_in_browser, run

        if out is not None:
            written = write_page(out)
            say(f"{len(written)} files; any web server can serve the folder, under any address")
            print(out / "index.html")
            return

        def ready(address: str) -> None:
            print(f"summitry is at {address} (end it with Ctrl+C)", flush=True)
            if not no_browser:
                open_in_browser(address)

        run(Server(port, page_files()), ready)
