"""What is said to a message that wants no look at the record: one short sentence."""

from collections.abc import Mapping

from backend.features.coach.rule_coach.question_topics import SmallTalk

SMALL_TALK: Mapping[SmallTalk, tuple[str, ...]] = {
    SmallTalk.GREETING: ("Hello.", "Hello again."),
    SmallTalk.THANKS: ("You are welcome.", "Glad to; I am here when the next one comes up."),
    SmallTalk.OFF_TOPIC: (
        "That is outside of what I know: I speak from your trades, patterns, rules and promises.",
        "I leave that to others; ask me about your trades, patterns, rules or promises.",
    ),
}
