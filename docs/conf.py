"""How Sphinx builds the pages: `make docs`. Everything it needs is the extra `docs`; nothing is fetched."""

from __future__ import annotations

import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "summitry"
author = "summitry authors"
copyright = "summitry authors; MIT licence"
version = release = version_of("summitry")

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "drawn",
    "generated_pages",
    "mathml",
]
exclude_patterns = ["_ext", "_static"]

# Markdown: MyST; a page with a Jupyter header is a notebook and is executed, others are checked by
# scripts/check_docs.py.
myst_enable_extensions = ["dollarmath", "deflist", "colon_fence"]
myst_heading_anchors = 4
nb_execution_mode = "force"
nb_execution_timeout = 600
nb_execution_raise_on_error = True
nb_execution_in_temp = True
nb_merge_streams = True
nb_render_markdown_format = "myst"

# Equations are numbered by chapter: (5.3) is the third of chapter 5, which derives T5.
numfig = True
numfig_secnum_depth = 1
math_numfig = True
html_math_renderer = "mathml"

# Reference
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
napoleon_preprocess_types = False
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88

# Looks
html_theme = "furo"
html_title = f"summitry {version}"
# the report's colours and faces are the documentation's too
html_static_path = ["_static", "../src/summitry/report/templates/colours.css"]
html_css_files = ["colours.css", "house.css"]
html_copy_source = False
html_show_sourcelink = False
pygments_style = "friendly"
pygments_dark_style = "github-dark"
