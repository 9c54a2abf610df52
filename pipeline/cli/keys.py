"""``powerlytics keys``: keys with which machines use the API."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from sqlalchemy import Engine

app = typer.Typer(
    help="Keys with which machines use the API: issue, list, revoke.", no_args_is_help=True
)
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
COLUMNS = ["id", "tenant", "name", "permissions", "created", "expires", "state"]


@app.command("issue")
def issue(
    tenant: Annotated[str, typer.Option("--tenant", help="Whose data the key may read.")],
    name: Annotated[str, typer.Option("--name", help="Who will use it, for people to read.")],
    permission: Annotated[
        list[str] | None,
        typer.Option(
            "--permission", help="read (the default), health or feedback. Repeat for more."
        ),
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", min=1, help="Days until it expires; never without.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Issue a key and print it, this once: only its hash is kept."""
    from backend.access import Permission
    from backend.identity.keys import issue_key
    from pipeline.cli import console

    known = [each.value for each in Permission]
    if wrong := set(permission or []) - set(known):
        raise typer.BadParameter(f"{', '.join(sorted(wrong))}: give one of {', '.join(known)}")
    if not tenant.strip() or not name.strip():
        raise typer.BadParameter("--tenant and --name need a text")
    with _people() as people:
        key = issue_key(
            people,
            tenant_id=tenant.strip(),
            name=name.strip(),
            permissions=[Permission(each) for each in permission or [Permission.READ]],
            days=days,
            actor=getpass.getuser(),
        )
    if as_json:
        console.show_json({"key": key})
        return
    console.print_lines([key])
    console.say("Keep it now: it is not shown again. Send it as the header X-API-Key.")


@app.command("list")
def list_(
    tenant: Annotated[str | None, typer.Option("--tenant", help="Only this tenant's.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the keys, the newest first; never the keys themselves."""
    from backend.identity.keys import list_keys
    from pipeline.cli import console

    with _people() as people:
        found = list_keys(people, tenant)
    if as_json:
        console.show_json([{**vars(key), "state": key.state} for key in found])
        return
    rows: list[dict[str, Any]] = [
        {
            "id": key.id,
            "tenant": key.tenant_id,
            "name": key.name,
            "permissions": " ".join(key.permissions),
            "created": f"{key.created_at:%Y-%m-%d}",
            "expires": f"{key.expires_at:%Y-%m-%d}" if key.expires_at else "never",
            "state": key.state,
        }
        for key in found
    ]
    console.show_table(rows, COLUMNS)


@app.command("revoke")
def revoke(
    key: Annotated[str, typer.Argument(help="Its id, or the key itself.")],
) -> None:
    """End a key; a server that runs forgets it within 15 seconds."""
    from backend.identity.keys import revoke_key
    from bigquery.errors import PowerlyticsError
    from pipeline.cli import console

    with _people() as people:
        if not revoke_key(people, key, getpass.getuser()):
            raise PowerlyticsError("no such key that still stands: see `powerlytics keys list`")
    console.say("Revoked.")


@contextmanager
def _people() -> Iterator[Engine]:
    """The people database: the server may hold the warehouse meanwhile."""
    from sqlalchemy.exc import SQLAlchemyError

    from backend.database import migrate, open_database
    from bigquery.errors import PowerlyticsError
    from bigquery.settings import load_settings
    from pipeline.cli.session import prepare_home

    settings = load_settings()
    prepare_home(settings)
    try:
        people = open_database(settings.people_url)
        try:
            migrate(people)
            yield people
        finally:
            people.dispose()
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or error)
        raise PowerlyticsError(f"the people database does not answer: {why}") from None
