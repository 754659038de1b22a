"""What a plugin imports besides the hooks' marks, all from `core.plugin_api`: by the hook it belongs to, module by module.

The names stand in the order in which docs/reference/plugin-data.md, which is generated from here, tells of them.
"""

from __future__ import annotations

from collections.abc import Mapping

Names = tuple[str, ...]

CHECKED: Mapping[str, Names] = {
    "core.model.definition": ("ProcessDefinition", "Setting", "Ending"),
    "core.model.facts": ("Fact", "Choice"),
    "core.model.steps": ("Step", "DecisionStep"),
    "core.model.decisions": ("TableDef", "Validity"),
    "core.model.people": ("Municipality", "Role"),
}
"""What a check of routines may read."""

OFFERED: Mapping[str, Mapping[str, Names]] = {
    "rutin_plugin": {"core.model.plugins": ("PluginInfo", "Capability")},
    "rutin_expression_functions": {
        "core.model.plugins": ("ExpressionFunction",),
        "core.model.values": ("FactType", "Value"),
    },
    "rutin_fact_types": {"core.model.plugins": ("FactTypeDef", "Unreadable")},
    "rutin_assessors": {"core.model.plugins": ("AssessorDef", "Assessment")},
    "rutin_step_kinds": {"core.model.plugins": ("StepKindDef", "StepUse", "Expansion", "Misused")},
    "rutin_registers": {"core.model.plugins": ("RegisterDef",)},
    "rutin_reactions": {
        "core.model.plugins_beside": ("ReactionDef", "WishKind"),
        "core.model.plugin_calls": (
            *("ReactionCall", "Happening"),
            *("Wish", "WriteNote", "StateFacts", "RaiseEvent", "OpenCase", "SendMessage"),
        ),
    },
    "rutin_channels": {
        "core.model.plugins_beside": ("ChannelDef", "AddressType"),
        "core.model.plugin_calls": ("Delivery", "SendAnswer", "Sent", "NotSent"),
    },
    "rutin_panels": {
        "core.model.plugins_beside": ("PanelDef",),
        "core.model.plugin_pages": (
            *("PanelCall", "CaseLine", "Stated", "AccountNow"),
            *("Block", "Heading", "Text", "Notice", "Fields", "Items", "Table", "Row"),
        ),
    },
    "rutin_pages": {
        "core.model.plugins_beside": ("PageDef", "CasesRead"),
        "core.model.plugin_pages": (
            "PageCall",
            "PageAnswer",
            "Shown",
            "File",
            "Form",
            "Input",
            "InputKind",
            "Download",
        ),
    },
    "rutin_reports": {
        "core.model.plugins_beside": ("ReportDef",),
        "core.model.plugin_reports": ("ReportCall", "ReportAnswer", "ReportFigure", "ReportLine"),
        "core.model.periods": ("Period",),
    },
    "rutin_rotas": {
        "core.model.plugins_beside": ("RotaDef",),
        "core.model.plugin_rotas": ("RotaCall", "RotaAnswer"),
    },
    "rutin_config_checks": {"core.model.plugins_checks": ("ConfigCheckDef", "ConfigProblem"), **CHECKED},
}
"""Hook -> module -> names. A hook that is not here takes and gives what stands in Python itself or in click."""

HELPERS: Mapping[str, Names] = {
    "core.words": ("money_words", "date_words", "plain_date_words", "number_words", "list_words", "capital"),
    "core.model.identity": ("born", "turns"),
}
"""Functions that a plugin may call: how things are said in Swedish, and what a person number tells."""

HOMES: Mapping[str, str] = {
    name: module for part in (*OFFERED.values(), HELPERS) for module, names in part.items() for name in names
}
"""Name -> the module it stands in."""
