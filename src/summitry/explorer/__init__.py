"""The web page and its interface: public functions of the library behind HTTP, on this machine only.

In: the path and the query of a request. Out: numbers, pictures and files as bytes. `answers` makes
them, `app` serves them over HTTP, `widget` inside Jupyter. There is no mathematics here.
"""
