"""The door for plugins: what a plugin author imports, and how the application gets at what plugins contribute.

A plugin imports everything from here: `hookimpl` and `API_VERSION`, the data that its hooks take and give, and the helpers (`offered`).
The hooks are in `core.plugin_api.specs`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from core.plugin_api.markers import API_VERSION, hookimpl
from core.plugin_api.offered import HOMES

if TYPE_CHECKING:
    from core.model.decisions import TableDef, Validity
    from core.model.definition import Ending, ProcessDefinition, Setting
    from core.model.facts import Choice, Fact
    from core.model.identity import born, turns
    from core.model.people import Municipality, Role
    from core.model.periods import Period
    from core.model.plugin_calls import (
        Delivery,
        Happening,
        NotSent,
        OpenCase,
        RaiseEvent,
        ReactionCall,
        SendAnswer,
        SendMessage,
        Sent,
        StateFacts,
        Wish,
        WriteNote,
    )
    from core.model.plugin_pages import (
        AccountNow,
        Block,
        CaseLine,
        Download,
        Fields,
        File,
        Form,
        Heading,
        Input,
        InputKind,
        Items,
        Notice,
        PageAnswer,
        PageCall,
        PanelCall,
        Row,
        Shown,
        Stated,
        Table,
        Text,
    )
    from core.model.plugin_reports import ReportAnswer, ReportCall, ReportFigure, ReportLine
    from core.model.plugin_rotas import RotaAnswer, RotaCall
    from core.model.plugins import (
        Assessment,
        AssessorDef,
        Capability,
        Expansion,
        ExpressionFunction,
        FactTypeDef,
        Misused,
        PluginInfo,
        RegisterDef,
        StepKindDef,
        StepUse,
        Unreadable,
    )
    from core.model.plugins_beside import (
        AddressType,
        CasesRead,
        ChannelDef,
        PageDef,
        PanelDef,
        ReactionDef,
        ReportDef,
        RotaDef,
        WishKind,
    )
    from core.model.plugins_checks import ConfigCheckDef, ConfigProblem
    from core.model.steps import DecisionStep, Step
    from core.model.values import FactType, Value
    from core.plugin_api.checking_beside import check_beside
    from core.plugin_api.commands import commands_of
    from core.plugin_api.config_checks import check_configuration
    from core.plugin_api.discovery import installed
    from core.plugin_api.fared import Health
    from core.plugin_api.host.hosts import Hosts, failure_in_plain_words, failure_told, is_resting
    from core.plugin_api.host.in_place import InPlace
    from core.plugin_api.host.process import ProcessLimits
    from core.plugin_api.isolation import HANDLED, Incident, Reporter, isolated
    from core.plugin_api.loaded import LoadedPlugin, Plugins
    from core.plugin_api.manager import build_manager
    from core.plugin_api.refusals import PluginsRefused
    from core.plugin_api.registers import check_registers
    from core.words import capital, date_words, list_words, money_words, number_words, plain_date_words

__all__ = [
    "API_VERSION",
    "HANDLED",
    "AccountNow",
    "AddressType",
    "Assessment",
    "AssessorDef",
    "Block",
    "Capability",
    "CaseLine",
    "CasesRead",
    "ChannelDef",
    "Choice",
    "ConfigCheckDef",
    "ConfigProblem",
    "DecisionStep",
    "Delivery",
    "Download",
    "Ending",
    "Expansion",
    "ExpressionFunction",
    "Fact",
    "FactType",
    "FactTypeDef",
    "Fields",
    "File",
    "Form",
    "Happening",
    "Heading",
    "Health",
    "Hosts",
    "InPlace",
    "Incident",
    "Input",
    "InputKind",
    "Items",
    "LoadedPlugin",
    "Misused",
    "Municipality",
    "NotSent",
    "Notice",
    "OpenCase",
    "PageAnswer",
    "PageCall",
    "PageDef",
    "PanelCall",
    "PanelDef",
    "Period",
    "PluginInfo",
    "Plugins",
    "PluginsRefused",
    "ProcessDefinition",
    "ProcessLimits",
    "RaiseEvent",
    "ReactionCall",
    "ReactionDef",
    "RegisterDef",
    "ReportAnswer",
    "ReportCall",
    "ReportDef",
    "ReportFigure",
    "ReportLine",
    "Reporter",
    "Role",
    "RotaAnswer",
    "RotaCall",
    "RotaDef",
    "Row",
    "SendAnswer",
    "SendMessage",
    "Sent",
    "Setting",
    "Shown",
    "StateFacts",
    "Stated",
    "Step",
    "StepKindDef",
    "StepUse",
    "Table",
    "TableDef",
    "Text",
    "Unreadable",
    "Validity",
    "Value",
    "Wish",
    "WishKind",
    "WriteNote",
    "born",
    "build_manager",
    "capital",
    "check_beside",
    "check_configuration",
    "check_registers",
    "commands_of",
    "date_words",
    "failure_in_plain_words",
    "failure_told",
    "hookimpl",
    "installed",
    "is_resting",
    "isolated",
    "list_words",
    "money_words",
    "number_words",
    "plain_date_words",
    "turns",
]

# Each is fetched when it is asked for, so that a plugin's own process begins with what that plugin uses and nothing else.
_HOMES = {
    **HOMES,
    "HANDLED": "core.plugin_api.isolation",
    "Health": "core.plugin_api.fared",
    "Hosts": "core.plugin_api.host.hosts",
    "InPlace": "core.plugin_api.host.in_place",
    "Incident": "core.plugin_api.isolation",
    "LoadedPlugin": "core.plugin_api.loaded",
    "Plugins": "core.plugin_api.loaded",
    "PluginsRefused": "core.plugin_api.refusals",
    "ProcessLimits": "core.plugin_api.host.process",
    "Reporter": "core.plugin_api.isolation",
    "build_manager": "core.plugin_api.manager",
    "check_beside": "core.plugin_api.checking_beside",
    "check_configuration": "core.plugin_api.config_checks",
    "check_registers": "core.plugin_api.registers",
    "commands_of": "core.plugin_api.commands",
    "failure_in_plain_words": "core.plugin_api.host.hosts",
    "failure_told": "core.plugin_api.host.hosts",
    "installed": "core.plugin_api.discovery",
    "is_resting": "core.plugin_api.host.hosts",
    "isolated": "core.plugin_api.isolation",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    found: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found
