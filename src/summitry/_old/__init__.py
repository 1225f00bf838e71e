"""The numba engine, moved as it is; it goes when the compiled C++ engine has taken over.

Nothing new belongs here.
"""
