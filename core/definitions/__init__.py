"""Municipalities' YAML -> checked process definitions. One door: `load`.

Text is read with places, checked against one table of keys, built with every setting resolved, and cross-checked. Everything
that is wrong comes back at once as problems with file, line, column, rule and advice in Swedish.
"""

from core.definitions.explaining.explain import Provenance, explain
from core.definitions.folders import municipalities
from core.definitions.loading import MUNICIPALITYS, Loaded, load, plugins_of
from core.definitions.problems.report import Question, as_data, line, render
from core.definitions.targets import Checked, check, targets

__all__ = [
    "MUNICIPALITYS",
    "Checked",
    "Loaded",
    "Provenance",
    "Question",
    "as_data",
    "check",
    "explain",
    "line",
    "load",
    "municipalities",
    "plugins_of",
    "render",
    "targets",
]
