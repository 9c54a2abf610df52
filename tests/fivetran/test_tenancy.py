"""A connection writes for one tenant: what its source says of tenants is not believed twice."""

from __future__ import annotations

import shutil
from functools import cache

import pytest

from tests.fivetran.conftest import ENCODINGS, staged

SCHEMA = """
    KEY = ["tenant_id", "building_id"]

    def schema(configuration):
        columns = {"tenant_id": "STRING", "building_id": "STRING", "name": "STRING"}
        return [{"table": "building_metadata", "primary_key": KEY, "columns": columns}]
"""
NAMES = (
    "SELECT tenant_id, building_id, name, _fivetran_deleted FROM powerlytics_raw.building_metadata"
)
PINS = "SELECT connection, tenant_id FROM powerlytics_local.connection_tenants ORDER BY 1"


def says(*operations: str) -> str:
    lines = "".join(f"        op.{operation}\n" for operation in operations)
    return f"{SCHEMA}\n    def update(configuration, state):\n{lines}        op.checkpoint({{}})\n"


def building(tenant: str | None, name: str) -> str:
    row = {"tenant_id": tenant, "building_id": "b", "name": name}
    return f'upsert("building_metadata", {row!r})'


DELETE = 'delete("building_metadata", {"tenant_id": "north", "building_id": "b"})'
UPDATE = 'update("building_metadata", {"tenant_id": "north", "building_id": "b", "name": "u"})'


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    """The home that two connections have synced into, by encoding; each test copies it."""

    @cache
    def home(encoding):
        folder = tmp_path_factory.mktemp(encoding)
        with staged(folder, encoding) as stage:
            for tenant in ("north", "south"):
                assert stage.play(says(building(tenant, tenant)), connection=tenant).error is None
        return folder / "home"

    return home


@pytest.fixture(params=ENCODINGS)
def two_tenants(request, settled, tmp_path):
    """north's connection and south's, each with a building ``b`` of its own."""
    shutil.copytree(settled(request.param), tmp_path / "home")
    with staged(tmp_path, request.param) as stage:
        yield stage


@pytest.mark.parametrize("lie", [building("north", "stolen"), DELETE, UPDATE])
def test_a_source_that_lies_about_its_tenant_never_changes_the_others_rows(two_tenants, lie):
    before = two_tenants.rows(f"{NAMES} ORDER BY 1")
    two_tenants.play(says(building("south", "s"), lie), connection="south")
    assert "'south'" in two_tenants.error
    assert "'north'" in two_tenants.error
    assert "connections.json" in two_tenants.error
    assert two_tenants.rows(f"{NAMES} ORDER BY 1") == before
    assert two_tenants.rows(PINS) == [("north", "north"), ("south", "south")]


def test_a_truncate_never_hides_the_rows_of_another_tenant(two_tenants):
    two_tenants.play(says('truncate("building_metadata")'), connection="south")
    assert two_tenants.rows(f"{NAMES} ORDER BY 1") == [
        ("north", "b", "north", False), ("south", "b", "south", True),
    ]  # fmt: skip


def test_a_new_connection_never_takes_a_tenant_that_another_writes_for(two_tenants):
    two_tenants.play(says(building("north", "stolen")), connection="third")
    assert "if both shall" in two_tenants.error
    two_tenants.play(says(building("north", "shared")), connection="third", tenant_id="north")
    assert two_tenants.error is None
    assert ("north", "b", "shared", False) in two_tenants.rows(NAMES)


def test_a_connection_never_changes_its_tenant_without_the_administrators_word(two_tenants):
    moved = says(building("west", "w"))
    assert "'west'" in two_tenants.play(moved, connection="south").error
    assert two_tenants.play(moved, connection="south", tenant_id="west").error is None
    assert ("south", "west") in two_tenants.rows(PINS)


def test_a_row_without_a_tenant_never_lands(stage):
    stage.play(says(building(None, "nobody's")))
    assert "tenant_id" in stage.error
    keyless = says(building("north", "n")).replace(
        '["tenant_id", "building_id"]', '["building_id"]'
    )
    assert "part of the key" in stage.play(keyless).error
    assert stage.rows(NAMES) == []
