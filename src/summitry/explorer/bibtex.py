"""How to cite the article and the software, in BibTeX."""

from __future__ import annotations

from functools import cache


@cache
def bibtex() -> str:
    """Return BibTeX entries of the article and of this version of summitry (as in CITATION.cff)."""
    from importlib.metadata import version

    return f"""\
@article{{malis2024quid,
  title   = {{Quid Pro Quo Diplomacy}},
  author  = {{Malis, Matt and Smith, Alastair}},
  journal = {{Games}},
  year    = {{2024}},
  volume  = {{15}},
  number  = {{2}},
  pages   = {{14}},
  doi     = {{10.3390/g15020014}}
}}

@software{{summitry,
  title   = {{summitry: the game of quid pro quo diplomacy, solved and certified}},
  author  = {{{{summitry authors}}}},
  version = {{{version("summitry")}}},
  note    = {{Implements the model of \\cite{{malis2024quid}}}}
}}
"""
