"""A run says which code it was; never a commit that the code had already left."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from ml.runs import commit


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    apart = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, env=apart, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_changed_code_never_bears_the_name_of_its_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "code.py").write_text("a = 1\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "a")
    git(tmp_path, "tag", "--annotate", "v1", "--message", "v1")
    head = git(tmp_path, "rev-parse", "--short=12", "HEAD")
    assert commit(tmp_path) == head
    (tmp_path / "code.py").write_text("a = 2\n")
    assert commit(tmp_path) == f"{head}-dirty"
    git(tmp_path, "checkout", "--quiet", "code.py")
    (tmp_path / "notes.txt").write_text("a result, no code\n")
    assert commit(tmp_path) == head
    (tmp_path / "more.py").write_text("b = 1\n")
    assert commit(tmp_path) == f"{head}-dirty"


def test_without_a_repository_of_its_own_no_commit_is_told(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "somebody else's")
    inside = tmp_path / "installed"
    inside.mkdir()
    assert commit(inside) is None
