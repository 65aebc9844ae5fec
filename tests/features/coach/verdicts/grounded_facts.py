"""Facts of one idea, and who checks sentences against them."""

from backend.features.coach.verdicts.facts import Fact
from backend.features.coach.verdicts.grounding import Checker
from backend.features.coach.verdicts.schemas import ReadIdea

FACTS = (
    Fact("words.entry", "words", "Entry 4500.25.", "4500.25"),
    Fact(
        "idea.risk_reward",
        "idea",
        "Target 1 pays 2.33 times the risk: even at a hit rate of 30.0%.",
        "2.33",
    ),
    Fact("account.risk_percent", "account", "That is 1.4% of the account.", "1.4"),
    Fact("idea.risk_money", "idea", "At this size the stop costs USD 1,250.50.", "1250.5"),
)
CHECKER = Checker(FACTS, "long ES, maybe add at 4487")
NOTHING_READ = ReadIdea(
    instrument=None,
    timeframe=None,
    direction=None,
    entry=None,
    stop=None,
    targets=[],
    position_size=None,
    risk_reward=None,
    risk_amount=None,
)
