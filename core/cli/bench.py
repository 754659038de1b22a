"""`rutin bench`: how fast Rutin is, always against something bare in the same run on the same machine."""

from __future__ import annotations

import json
from pathlib import Path

import click

from core import bootstrap

Configs = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def bench() -> None:
    """Mät hur snabbt Rutin är. Siffrorna jämförs med något naket i samma körning på samma maskin."""


def _show(result: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(result))
        return
    for name, value in result.items():
        click.echo(f"{name:28} {value:.3f}" if isinstance(value, float) else f"{name:28} {value}")


@bench.command()
@click.option("--cases", default=200, show_default=True, help="Antal ärenden som körs från början till slut.")
@click.option("--clients", default=1, show_default=True, help="Antal samtidiga klienter.")
@click.option("--existing", default=0, show_default=True, help="Antal ärenden som redan finns.")
@click.option("--configs", type=Configs, default=bootstrap.CONFIGS)
@click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")
def steps(cases: int, clients: int, existing: int, configs: Path, as_json: bool) -> None:
    """Kör Bengtsfors rutin genom programmet, och samma rader med naken sqlite3."""
    from core.cli.bench_steps import run

    _show(run(configs, cases, clients, existing), as_json=as_json)


@bench.command()
@click.option("--tasks", default=200_000, show_default=True, help="Antal öppna uppgifter i den stora listan.")
@click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")
def worklist(tasks: int, as_json: bool) -> None:
    """Första sidan av arbetslistan, från få och från många öppna uppgifter."""
    from core.cli.bench_worklist import run

    _show(run(tasks), as_json=as_json)


@bench.command()
@click.option("--cases", default=100, show_default=True, help="Antal ärenden i varje omgång.")
@click.option("--used", default=10, show_default=True, help="Antal tillägg som steget använder, högst 10.")
@click.option("--started", default=20, show_default=True, help="Antal tillägg som startas.")
@click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")
def plugins(cases: int, used: int, started: int, as_json: bool) -> None:
    """Vad tillägg kostar: en hake utan svar, en start, och ett steg med och utan dem."""
    from core.cli.bench_plugins import run

    _show(run(cases, min(used, 10), started), as_json=as_json)


@bench.command()
@click.option("--readers", default=16, show_default=True, help="Antal samtidiga läsare.")
@click.option("--seconds", default=5.0, show_default=True, help="Hur länge varje sida mäts.")
@click.option("--configs", type=Configs, default=bootstrap.CONFIGS)
@click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")
def page(readers: int, seconds: float, configs: Path, as_json: bool) -> None:
    """Arbetslistans sida genom hela programmet, och en naken FastAPI-sida av samma storlek."""
    from core.cli.bench_page import run

    _show(run(configs, readers, seconds), as_json=as_json)


@bench.command()
@click.option("--cases", default=100_000, show_default=True, help="Antal ärenden som rapporten räknar över.")
@click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")
def report(cases: int, as_json: bool) -> None:
    """En månadsrapport över många ärenden, och stegen som görs samtidigt."""
    from core.cli.bench_report import run

    _show(run(cases), as_json=as_json)
