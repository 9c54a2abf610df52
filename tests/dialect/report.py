"""The counts by class: `python -m tests.dialect.report [-v]`."""

import sys
from collections import Counter

from tests.dialect.compare import Verdict, corpus, fresh, judge_query
from tests.dialect.fixture import ROWS, TABLES, load
from tests.googlesql.client import GoogleSQL

WORDS = ("equal", "refused", "failed", "wrong")


def run() -> list[Verdict]:
    connection = fresh()
    load(connection)
    with GoogleSQL() as judge:
        return [judge_query(judge, connection, q, TABLES, ROWS) for q in corpus()]


def main() -> None:
    verdicts = run()
    counts = Counter((v.query.family, v.word) for v in verdicts)
    out = [f"{'class':24}" + "".join(f"{w:>9}" for w in WORDS)]
    out.extend(
        f"{family:24}" + "".join(f"{counts[family, w]:9}" for w in WORDS)
        for family in sorted({v.query.family for v in verdicts})
    )
    out.append(f"{'all':24}" + "".join(f"{sum(v.word == w for v in verdicts):9}" for w in WORDS))
    shown = WORDS[1:] if "-v" in sys.argv else WORDS[2:]
    out += [
        f"{v.word} {v.query.family}/{v.query.name}: {v.why}" for v in verdicts if v.word in shown
    ]
    print("\n".join(out))


if __name__ == "__main__":
    main()
