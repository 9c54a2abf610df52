"""``powerlytics saving``: what a change has saved so far."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.saving import SavingResult


def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    building: Annotated[str, typer.Option(help="The building_id.")],
    since: Annotated[
        datetime,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="The first whole day with the change."
        ),
    ],
    device: Annotated[
        str | None,
        typer.Option(help="One meter directly below the main one; without, the whole building."),
    ] = None,
    tenant: Annotated[
        str | None, typer.Option(help="Whose building, where two have one of that name.")
    ] = None,
    confidence: Annotated[
        float, typer.Option(min=0.5, max=0.99, help="What the range promises to hold.")
    ] = 0.8,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Measure what a change has saved, against the year before in the same weather (OpenDSM)."""
    from pipeline.cli import console
    from pipeline.cli.session import open_session
    from pipeline.interrupt import end_on_signals
    from pipeline.saving import saving

    end_on_signals()
    with open_session() as (settings, warehouse), console.progress(quiet=as_json) as progress:
        progress("baseline", 0, 1, building)
        result = saving(
            settings, warehouse, building, since.date(),
            device_id=device, tenant_id=tenant, confidence=confidence,
        )  # fmt: skip
        progress("baseline", 1, 1, f"{result.days_before} days before")
    if as_json:
        console.show_json(result)
    else:
        console.print_lines(sentences(result))


def sentences(result: SavingResult) -> list[str]:
    """What was saved, how sure that is, and by which baseline."""
    what = result.device_id or result.building_id
    why = f" ({result.why_not_opendsm})" if result.why_not_opendsm else ""
    lines = [
        f"{what}: {_energy(result.kwh)} in {result.days_after} of {result.days_since} days, "
        f"the last {result.last_day}; "
        f"{result.confidence:.0%} sure: from {_energy(result.low)} to {_energy(result.high)}.",
        f"Used {result.actual_kwh:,.0f} kWh where the {result.days_before} days before ask for "
        f"{result.expected_kwh:,.0f} kWh in this weather.",
        f"Baseline: {result.method}, CV(RMSE) {result.cvrmse:.0%}{why}.",
    ]
    if result.low <= 0 <= result.high:
        lines.append("Zero lies within the range: it cannot be told from chance yet.")
    return lines


def _energy(kwh: float) -> str:
    return f"{kwh:,.0f} kWh saved" if kwh >= 0 else f"{-kwh:,.0f} kWh more"
