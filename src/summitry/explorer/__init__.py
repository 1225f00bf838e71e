"""The web page and its interface: public functions of the library behind HTTP, on this machine only.

`answers` turns a path and a query into bytes; `app` serves those over HTTP, `widget` inside Jupyter. There
is no mathematics here.
"""
