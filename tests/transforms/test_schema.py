"""The schema files are the only definition, and everything else agrees with them."""

import pytest

from bigquery import data_model, schema
from bigquery.errors import PowerlyticsError


def test_the_data_model_says_what_the_schema_files_say():
    written = data_model.DOCUMENT.read_text(encoding="utf-8")
    assert written == data_model.render(), "run: make docs"


@pytest.mark.parametrize("table", schema.tables().values(), ids=lambda t: t.name)
def test_no_table_or_column_is_left_without_a_word(table: schema.Table):
    assert table.description
    assert [c.name for c in table.columns if not c.description] == []


@pytest.mark.parametrize("table", schema.tables().values(), ids=lambda t: t.name)
def test_no_table_is_without_its_tenant(table: schema.Table):
    # the player's memory, a row a connection; the transform's, a row a table
    if table.name not in ("sync_state", "transform_seen"):
        assert table.columns[0].name == "tenant_id"


@pytest.mark.parametrize("table", schema.tables().values(), ids=lambda t: t.name)
def test_no_key_partition_or_cluster_names_a_column_that_is_not_there(table: schema.Table):
    named = {*table.key, *table.clustering} | ({table.partition} if table.partition else set())
    assert named <= set(table.column_names)


def test_no_table_that_grows_with_time_goes_without_expiry_and_partition_filter():
    growing = [t for t in schema.tables().values() if t.partition]
    assert {t.name for t in growing} >= {"raw_readings", "analytics_hourly", "analytics_daily"}
    for table in growing:
        assert table.expiration_days == (365 if table.dataset == "powerlytics_raw" else 2557)
        assert "require_partition_filter = TRUE" in table.ddl


def test_an_unknown_table_is_refused_by_name():
    with pytest.raises(PowerlyticsError, match="no table is named 'redings'"):
        schema.table("redings")
