"""Search over very many messages of one trader, beside the bare SQL query. Run: `make bench-search`.

For each size: a trader with that many messages, half of them answers, of some 40 words each from a vocabulary in which
few words are common and most are rare, and as many again of another trader (which the bare query must pass over;
`--alone` leaves them out). In turn, on the same database, each
question is asked of the product (all of a request, in this process), as the bare query: match, rank, sort, cut to
fifty, mark; and of the search over everything (`GET /api/search`), which asks the other kinds besides.
The bar: p95 within 1.5 times the bare query's.
"""

import argparse
import random
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.ground import Cores, open_ground  # noqa: E402  # after the path
from benchmarks.reports import PASSWORD, Traders  # noqa: E402

IN_A_CONVERSATION = 500
VOCABULARY = 20_000
WORDS = (
    "retest breakout range opening stop target long short patience revenge level volume trend fade news session morning"
    " afternoon discipline size risk entry exit plan trigger failed low high close gap"
).split()
MAKE = """
with told as (
    select gen_random_uuid() as id, n from generate_series(1, %(many)s / %(each)s) as n
), begun as (
    insert into conversations (id, user_id, title, mode, archived, pinned, head, created_at, updated_at)
    select id, %(user)s, 'Conversation ' || n, 'analysis', false, false, %(each)s, now(), now() from told returning id
)
insert into messages (id, conversation_id, user_id, seq, type, mode, status, content, created_at, finished_at)
select gen_random_uuid(), told.id, %(user)s, seq, case seq %% 2 when 1 then 'user' else 'ai' end, 'analysis',
    case seq %% 2 when 1 then 'saved' else 'done' end,
    (select string_agg((%(words)s)[1 + floor(%(vocabulary)s * random() ^ 6)::int], ' ')
     from generate_series(1, 40 + seq * 0)),  -- of the row, so that each row has words of its own
    now() - (told.n * %(each)s + seq) * interval '1 minute', now() - (told.n * %(each)s + seq) * interval '1 minute'
from told join begun using (id), generate_series(1, %(each)s) as seq
"""
BARE = """
with asked as (select websearch_to_tsquery('english', %(q)s) as words), page as (
    select m.*, ts_rank_cd(m.words, asked.words) as rank from messages m, asked
    where m.words @@ asked.words and m.user_id = %(user)s order by rank desc, m.created_at desc, m.id desc limit 51
)
select page.id, page.seq, page.rank, c.title, ts_headline('english', page.content, asked.words)
from page join conversations c on c.id = page.conversation_id, asked
order by rank desc, page.created_at desc, page.id desc
"""


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument(
        "--alone", action="store_true", help="Without the messages of another trader."
    )
    wanted = parser.parse_args()
    with open_ground(Cores(server=0, others=1)) as ground:
        talkers = Talkers(ground)
        found = {
            size: talkers.searched(size, wanted.questions, alone=wanted.alone)
            for size in wanted.sizes
        }
    print(_table(found))
    return 0


class Talkers(Traders):
    """Traders who have said very much."""

    def searched(self, size: int, questions: int, *, alone: bool) -> dict[str, float]:
        """Seconds by what was done."""
        client, headers, user_id = self._talker(f"talker{size}", size)
        if not alone:
            self._talker(f"other{size}", size)
        with self.ground.cursor("coach") as cursor:
            cursor.execute("vacuum analyze messages")
        print(f"{size if alone else 2 * size:,} messages are there", file=sys.stderr)
        taken: dict[str, list[float]] = {"bare": [], "product": [], "everything": []}
        for q in _questions(questions):
            with self.ground.cursor("coach") as cursor:
                started = time.perf_counter()  # after the connection
                cursor.execute(BARE, {"q": q, "user": user_id})
                rows = cursor.fetchall()
                taken["bare"].append(time.perf_counter() - started)
            began = time.perf_counter()
            answer = client.get("/api/conversations/search", query_string={"q": q}, headers=headers)
            taken["product"].append(time.perf_counter() - began)
            assert answer.status_code == 200, answer.data
            assert [one["message_id"] for one in answer.json["items"]] == [
                row[0] for row in rows[:50]
            ]
            began = time.perf_counter()
            answer = client.get("/api/search", query_string={"q": q}, headers=headers)
            taken["everything"].append(time.perf_counter() - began)
            assert answer.status_code == 200, answer.data
            assert len(answer.json["items"]) == min(50, len(rows))  # there are messages alone
        return {
            f"{name}, {label}": figure(taken[name])
            for name in taken
            for label, figure in (("p50", median), ("p95", lambda all_: quantiles(all_, n=20)[18]))
        }

    def _talker(self, name: str, size: int) -> tuple[Any, dict[str, str], str]:
        client = self.app.test_client()
        account = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
        made = client.post("/api/auth/register", json=account).json
        words = [*WORDS, *(f"{_rare(n)}" for n in range(VOCABULARY - len(WORDS)))]
        with self.ground.cursor("coach") as cursor:
            given = {"user": made["user"]["id"], "many": size, "each": IN_A_CONVERSATION, "words": words,
                     "vocabulary": VOCABULARY}  # fmt: skip
            cursor.execute(MAKE, given)
        return client, {"Authorization": f"Bearer {made['access_token']}"}, made["user"]["id"]


def _rare(number: int) -> str:
    """A word that the English stemmer leaves as it is."""
    letters = "bdfghjklmnprtvwz"
    return "".join(letters[number >> (4 * place) & 15] + "o" for place in range(4))


def _questions(many: int) -> list[str]:
    """One word, two words, a phrase, a common and a rare one, in turn; the same ones every time."""
    chance = random.Random(7)
    common = [chance.choice(WORDS) for _ in range(many)]
    kinds = (
        lambda word: word,
        lambda word: f"{word} {chance.choice(WORDS)}",
        lambda word: f'"{word} {chance.choice(WORDS)}"',
        lambda word: f"{word} {_rare(chance.randrange(VOCABULARY - len(WORDS)))}",
        lambda _: _rare(chance.randrange(VOCABULARY - len(WORDS))),
    )
    return [kinds[place % len(kinds)](word) for place, word in enumerate(common)]


def _table(found: dict[int, dict[str, float]]) -> str:
    sizes = list(found)
    lines = [
        "| what | " + " | ".join(f"{size:,}" for size in sizes) + " |",
        "|---|" + "---:|" * len(sizes),
    ]
    for name in found[sizes[0]]:
        lines.append(
            f"| {name} | "
            + " | ".join(f"{1000 * found[size][name]:,.1f} ms" for size in sizes)
            + " |"
        )
    for name, label in (
        (name, label) for name in ("product", "everything") for label in ("p50", "p95")
    ):
        ratios = " | ".join(
            f"{found[one][f'{name}, {label}'] / found[one][f'bare, {label}']:.2f}" for one in sizes
        )
        lines.append(f"| {label}: {name} / bare SQL | {ratios} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
