"""The routine as a picture: placed (`layout`), drawn (`svg`), in words (`text_alternative`), and as Mermaid (`mermaid`).

Pure: takes a definition and the roles' titles, asks nothing else.
"""

from core.diagram.arrange import layout
from core.diagram.bars import Bar, Group, bars
from core.diagram.draw import svg
from core.diagram.flow import Flow
from core.diagram.flowchart import mermaid
from core.diagram.organisation import (
    Arrow,
    Part,
    organisation_svg,
    organisation_text,
    referrals_svg,
    referrals_text,
)
from core.diagram.prose import place_words, text_alternative
from core.diagram.shapes import Edge, Frame, Label, Lane, Layout, Node, Rect
from core.diagram.wording import names

__all__ = [
    "Arrow",
    "Bar",
    "Edge",
    "Flow",
    "Frame",
    "Group",
    "Label",
    "Lane",
    "Layout",
    "Node",
    "Part",
    "Rect",
    "bars",
    "layout",
    "mermaid",
    "names",
    "organisation_svg",
    "organisation_text",
    "place_words",
    "referrals_svg",
    "referrals_text",
    "svg",
    "text_alternative",
]
