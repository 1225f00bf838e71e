"""The web page of the model: files that any web server serves, with the engine in them as WebAssembly.

In: the built page (its source is in `frontend/`) and the library's names, bounds and sentences. Out: a
folder, the same served on this machine, or a widget of Jupyter. Nothing is solved here: the page does it.
"""
