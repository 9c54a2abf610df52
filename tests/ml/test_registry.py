"""The folder of versions: who serves is never in doubt, whatever is done and wherever it ends."""

from __future__ import annotations

import json
import shutil
import threading
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bigquery.errors import PowerlyticsError
from ml.forecasting.saved import FILE, LAYOUT
from ml.registry import KEPT, Pointers, Registry, Version

MADE = datetime(2026, 1, 7, tzinfo=UTC)


def add(
    registry: Registry, name: str, content: str = "weights", age: int = 0, layout: int = LAYOUT
) -> Version:
    draft = registry.root.parent / f"draft-{name}"
    draft.mkdir(parents=True)
    (draft / "weights.bin").write_text(content)
    (draft / FILE).write_text(json.dumps({"layout": layout}))
    known = Version(name, "champion", MADE - timedelta(days=age), "abc", metrics={"wql": 0.07})
    return registry.add(draft, known)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


def test_nobody_serves_where_nothing_was_trained(registry: Registry) -> None:
    assert (registry.champion(), registry.challenger(), registry.versions()) == (None, None, [])
    with pytest.raises(PowerlyticsError, match="nothing to roll back to"):
        registry.rollback()


def test_a_version_reads_back_as_it_was_added(registry: Registry) -> None:
    added = add(registry, "a")
    assert registry.get("a") == added
    assert registry.versions() == [added]
    assert (registry.folder("a") / "weights.bin").read_text() == "weights"


def test_a_version_is_never_replaced_by_another_of_its_name(registry: Registry) -> None:
    first = add(registry, "a", "first")
    assert add(registry, "a", "second") == first
    assert (registry.folder("a") / "weights.bin").read_text() == "first"


@pytest.mark.parametrize("harm", ["changed", "gone", "added"])
def test_files_that_are_not_as_they_were_are_never_served(registry: Registry, harm: str) -> None:
    add(registry, "a")
    file = registry.root / "versions" / "a" / "weights.bin"
    if harm == "changed":
        file.write_text("weightz")
    elif harm == "gone":
        file.unlink()
    else:
        file.with_name("more.bin").write_text("x")
    with pytest.raises(PowerlyticsError, match="damaged"):
        registry.promote("a")
    assert registry.pointers() == Pointers()


@pytest.mark.parametrize("name", ["", "..", "../a", "a/b", ".hidden"])
def test_no_name_leads_out_of_the_folder(registry: Registry, name: str) -> None:
    with pytest.raises(PowerlyticsError, match="is no version"):
        registry.promote(name)


def test_a_rollback_brings_the_champion_before_back_and_refuses_the_other(
    registry: Registry,
) -> None:
    for name in ("a", "b"):
        add(registry, name)
        registry.promote(name)
    assert registry.rollback() == Pointers("a", None, (None,), ("b",))
    assert registry.rollback() == Pointers(None, None, (), ("b", "a"))


@pytest.mark.parametrize("harm", ["damaged", "gone", "of an earlier version"])
def test_a_champion_that_cannot_serve_is_never_rolled_back_to(
    registry: Registry, harm: str
) -> None:
    for name in "abc":
        layout = LAYOUT - 1 if name == "b" and harm == "of an earlier version" else LAYOUT
        add(registry, name, layout=layout)
        registry.promote(name)
    if harm == "damaged":
        (registry.root / "versions" / "b" / "weights.bin").unlink()
    elif harm == "gone":
        shutil.rmtree(registry.root / "versions" / "b")
    assert registry.rollback() == Pointers("a", None, (None,), ("c",))


def test_the_naive_forecast_serves_again_only_where_it_served_before(registry: Registry) -> None:
    names = [f"v{n}" for n in range(KEPT + 1)]
    for number, name in enumerate(names):
        add(registry, name)
        registry.promote(name)
        if number:
            (registry.root / "versions" / names[number - 1] / "weights.bin").unlink()
        if number == 1:
            first = registry.pointers()
    before = registry.pointers()
    assert before.before == tuple(names[:-1])  # that the naive forecast served is forgotten
    with pytest.raises(PowerlyticsError, match="every champion before is damaged"):
        registry.rollback()
    assert registry.pointers() == before
    (registry.root / "pointers.json").write_text(json.dumps(asdict(first)))
    assert registry.rollback() == Pointers(None, None, (), ("v1",))


def test_no_rollback_leads_to_what_was_replaced(registry: Registry) -> None:
    for name in "ab":
        add(registry, name)
        registry.promote(name, remember=name == "a")
    assert registry.rollback() == Pointers(None, None, (), ("b",))


def test_a_power_cut_between_leaves_the_pointers_as_they_were(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(registry, "a")
    registry.promote("a")
    add(registry, "b")

    def cut(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", cut)
        with pytest.raises(KeyboardInterrupt):
            registry.promote("b")
    assert registry.pointers().champion == "a"
    assert registry.promote("b").champion == "b"


def test_two_at_once_lose_neither_change(registry: Registry) -> None:
    names = [f"v{n}" for n in range(6)]
    for name in names:
        add(registry, name)
    threads = [threading.Thread(target=registry.refuse, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(registry.pointers().refused) == set(names)


def test_no_version_that_may_still_serve_is_pruned(registry: Registry) -> None:
    for age in range(12, 0, -1):
        add(registry, f"v{age}", age=age)
    registry.promote("v12")
    registry.promote("v11")
    registry.challenge("v10")
    gone = registry.prune()
    assert gone == ["v7", "v8", "v9"][::-1] or set(gone) == {"v7", "v8", "v9"}
    left = {each.version for each in registry.versions()}
    assert {"v12", "v11", "v10"} <= left and len(left) == 9


@example(  # what was refused while another served does not come back by a rollback
    steps=[("promote", "a"), ("promote", "b"), ("refuse", "a"), ("rollback", "b")]
)
@example(  # nor does one that had served twice
    steps=[*[("promote", name) for name in "aba"], *[("rollback", "a")] * 2]
)
@settings(max_examples=30, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["promote", "challenge", "refuse", "rollback"]),
                  st.sampled_from("abc")),
        max_size=12,
    )
)  # fmt: skip
def test_a_refused_version_never_serves_and_the_champion_never_challenges(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]
) -> None:
    registry = Registry(tmp_path_factory.mktemp("steps") / "models")
    for name in "abc":
        add(registry, name)
    for step, name in steps:
        try:
            registry.rollback() if step == "rollback" else getattr(registry, step)(name)
        except PowerlyticsError as error:
            assert step == "rollback" and "nothing to roll back" in str(error)
        now = registry.pointers()
        assert now.champion is None or now.champion not in (*now.refused, now.challenger)
        if step == "promote":
            assert now.champion == name
        if step == "refuse":
            assert name in now.refused and now.challenger != name
        champion = registry.champion()
        assert (champion and champion.version) == now.champion
