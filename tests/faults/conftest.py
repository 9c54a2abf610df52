"""``fault_case(faults, ...)``: a started source and an opened installation, both ended after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.faults.case import FaultCase, source
from tests.needs import require


@pytest.fixture
def fault_case(tmp_path: Path) -> Iterator[Callable[..., FaultCase]]:
    require("connector")
    with ExitStack() as stack:

        def start(faults: list[dict[str, Any]], **options: Any) -> FaultCase:
            case = stack.enter_context(source(tmp_path, faults, **options))
            case.connect()
            case.open()
            return case

        yield start
