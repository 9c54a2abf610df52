"""The models that this installation has: a folder of versions, and who serves.

``versions/VERSION/`` holds the forecaster's files and ``manifest.json``; ``pointers.json`` names
the champion, the challenger and the champions before. A version appears whole or not at all, the
pointers change in one move, and files that are not what the manifest says are never loaded.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bigquery.errors import PowerlyticsError
from ml.forecasting.saved import said_of

MANIFEST = "manifest.json"
SHIPPED = Path(__file__).parent / "weights"  # the global model, rebuilt by a command
KEPT = 6  # versions besides those that a pointer names


@dataclass(frozen=True)
class Version:
    """One trained model. ``data_from`` and ``data_to`` (excluded) bound what it learned from."""

    version: str
    model: str
    made_at: datetime
    code_version: str
    data_from: datetime | None = None
    data_to: datetime | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    sha256: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pointers:
    """Who serves (None: the naive forecast), who would like to, who served before (newest last).

    ``refused`` are versions that were weighed and found worse: they are not tried by themselves.
    """

    champion: str | None = None
    challenger: str | None = None
    before: tuple[str | None, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Registry:
    """The folder; it need not be there yet."""

    root: Path

    def versions(self) -> list[Version]:
        """All versions, the newest first."""
        manifests = self.root.glob(f"versions/*/{MANIFEST}")
        return sorted((_read(each) for each in manifests), key=lambda v: v.made_at, reverse=True)

    def get(self, version: str) -> Version:
        """Raises PowerlyticsError: there is no such version."""
        manifest = self._folder(version) / MANIFEST
        if not manifest.is_file():
            raise PowerlyticsError(
                f"no version {version!r} in {self.root}: see `powerlytics promote`"
            )
        return _read(manifest)

    def folder(self, version: str) -> Path:
        """Where its files lie, after a look at each of them.

        Raises PowerlyticsError: there is no such version, or a file is not what it was.
        """
        known, folder = self.get(version), self._folder(version)
        if _hashes(folder) != known.sha256:
            raise PowerlyticsError(
                f"the files of {version} in {folder} are damaged: "
                "run `powerlytics promote --rollback`, or train again"
            )
        return folder

    def servable(self, version: str) -> Path:
        """Where its files lie, if they are a forecaster of today's features.

        Raises PowerlyticsError: they are not, or as ``folder``.
        """
        folder = self.folder(version).resolve()
        said_of(folder)
        return folder

    def add(self, draft: Path, version: Version) -> Version:
        """Take the files of ``draft`` (a folder in home; it is gone afterwards) as a version.

        A version that is there already stays as it is.
        """
        known = replace(version, sha256=_hashes(draft))
        target = self._folder(version.version)
        if target.exists():
            shutil.rmtree(draft)
            return self.get(version.version)
        (draft / MANIFEST).write_text(json.dumps(asdict(known), default=str, indent=1) + "\n")
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.rename(target)
        return known

    def pointers(self) -> Pointers:
        file = self.root / "pointers.json"
        if not file.exists():
            return Pointers()
        said = json.loads(file.read_text(encoding="utf-8"))
        lists = {name: tuple(said[name]) for name in ("before", "refused")}
        return Pointers(said["champion"], said["challenger"], **lists)

    def champion(self) -> Version | None:
        """Who serves; None: the naive forecast does."""
        name = self.pointers().champion
        return self.get(name) if name else None

    def challenger(self) -> Version | None:
        name = self.pointers().challenger
        return self.get(name) if name else None

    def challenge(self, version: str) -> Pointers:
        """From now on ``version`` is the challenger."""
        self.get(version)
        return self._point(lambda now: replace(now, challenger=version))

    def promote(self, version: str, remember: bool = True) -> Pointers:
        """From now on ``version`` serves, and a rollback leads to who served (``remember``).

        Raises PowerlyticsError: it is not there or damaged.
        """
        self.folder(version)

        def step(now: Pointers) -> Pointers:
            if now.champion == version:
                return now
            before = (*now.before, *([now.champion] if remember else []))[-KEPT:]
            refused = tuple(each for each in now.refused if each != version)
            return Pointers(version, now.challenger, before, refused)

        return self._point(step)

    def refuse(self, version: str) -> Pointers:
        """``version`` was found worse: it no longer challenges, and does not serve."""

        def step(now: Pointers) -> Pointers:
            return Pointers(
                champion=None if now.champion == version else now.champion,
                challenger=None if now.challenger == version else now.challenger,
                before=now.before,
                refused=tuple(dict.fromkeys([*now.refused, version]))[-KEPT:],
            )

        return self._point(step)

    def rollback(self) -> Pointers:
        """The champion before serves again; the one that served is refused.

        One that can serve no more is passed over. Raises PowerlyticsError: nobody served before, or
        none of them can serve.
        """

        def step(now: Pointers) -> Pointers:
            before = [each for each in now.before if each != now.champion]
            if not before:
                raise PowerlyticsError("there is nothing to roll back to: no champion came before")
            while before and not self._can_serve(before[-1]):
                before.pop()
            if not before:
                raise PowerlyticsError(
                    "there is nothing to roll back to: every champion before is damaged or of an "
                    "earlier version of ours; train again"
                )
            refused = [*now.refused, *([now.champion] if now.champion else [])]
            kept = tuple(dict.fromkeys(refused))[-KEPT:]
            return Pointers(before[-1], now.challenger, tuple(before[:-1]), kept)

        return self._point(step)

    def _can_serve(self, version: str | None) -> bool:
        """The naive forecast (None) always can."""
        try:
            return version is None or bool(self.servable(version))
        except PowerlyticsError:
            return False

    def prune(self) -> list[str]:
        """Remove old versions that no pointer names; gives their names."""
        now = self.pointers()
        named = {now.champion, now.challenger, *now.before}
        spare = [each.version for each in self.versions() if each.version not in named]
        for version in spare[KEPT:]:
            shutil.rmtree(self._folder(version))
        return spare[KEPT:]

    def _folder(self, version: str) -> Path:
        if not version or version != Path(version).name or version.startswith("."):
            raise PowerlyticsError(f"{version!r} is no version")
        return self.root / "versions" / version

    def _point(self, step: Callable[[Pointers], Pointers]) -> Pointers:
        with self._alone():
            now = _settled(step(self.pointers()))
            draft = self.root / f"pointers.{os.getpid()}.tmp"
            with draft.open("w", encoding="utf-8") as file:
                file.write(json.dumps(asdict(now), indent=1) + "\n")
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.root / "pointers.json")
            return now

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time reads and changes the pointers; the lock falls with its holder."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def fingerprint(folder: Path) -> str:
    """Eight characters that change with any file of the folder."""
    return hashlib.sha256(json.dumps(_hashes(folder)).encode()).hexdigest()[:8]


def _settled(now: Pointers) -> Pointers:
    """Who serves does not challenge, and to a refused version no rollback leads."""
    before = tuple(each for each in now.before if each not in now.refused)
    challenger = None if now.challenger == now.champion else now.challenger
    return replace(now, challenger=challenger, before=before)


def _read(manifest: Path) -> Version:
    try:
        said = json.loads(manifest.read_text(encoding="utf-8"))
        for name in ("made_at", "data_from", "data_to"):
            said[name] = said[name] and datetime.fromisoformat(said[name])
        return Version(**said)
    except (ValueError, KeyError, TypeError) as error:
        raise PowerlyticsError(f"{manifest} is damaged ({error}): remove its folder") from None


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
