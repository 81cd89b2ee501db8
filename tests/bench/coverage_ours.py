"""Our solver on a problem kept in a file: python -m tests.bench.coverage_ours PROBLEM ANSWER WISH.

Seconds are those of the processor.  What compiles is compiled before they count; how long that
took is kept beside it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter, process_time

from geo.balance import Wish
from geo.balance_propose import propose, warm_up
from tests.bench.coverage_files import keep_answer, kept


def main(problem_file: str, answer_file: str, wish_text: str) -> int:
    """Propose, and write the areas with what the proposal says of itself."""
    problem, wish = kept(Path(problem_file)), Wish(**json.loads(wish_text))
    cold = perf_counter()
    warm_up()
    began, worked = perf_counter(), process_time()
    found = propose(problem, wish, stopwatch=process_time)
    seconds, worked = perf_counter() - began, process_time() - worked
    facts = {
        "how": found.best.how,
        "max_over_mean": found.best.max_over_mean,
        "bound": found.bound,
        "bound_moves": found.bound_moves,
        "is_proven": found.is_proven,
        "rounds": found.rounds,
        "warm_up_seconds": began - cold,
        "front": [(one.max_over_mean, one.moved, one.cut_edges) for one in found.front],
    }
    keep_answer(Path(answer_file), found.best.areas, seconds, worked, facts=json.dumps(facts))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
