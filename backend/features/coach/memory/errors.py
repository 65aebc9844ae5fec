"""How memory says no."""

from backend.core.errors import Conflict, Invalid, NotFound


class MemoryNotFound(NotFound):
    """There is no such memory."""

    code = "coaching.memory_not_found"
    detail = "There is no such memory among yours."


class MemoryForgotten(Conflict):
    """It was forgotten, and stays so."""

    code = "coaching.memory_forgotten"
    detail = "This was forgotten: its words are erased and cannot be restored. Teach it anew if you want it back."


class MemoryChanged(Conflict):
    """Another correction came first."""

    code = "coaching.memory_changed"
    detail = "It was changed meanwhile, so nothing was done. Read it again, and give the `number` that you read."


class KnownAlready(Conflict):
    """Another memory says the same."""

    code = "coaching.known_already"
    detail = "Another memory of yours says just this. Forget one of the two, or say it otherwise."


class ForgottenBefore(Conflict):
    """It was forgotten once, so it is not learned by itself."""

    code = "coaching.forgotten_before"
    detail = "You had this forgotten, so it is not learned again by itself. Send `again: true` to teach it anew."


class TooManyMemories(Conflict):
    """More is remembered than anybody can look over."""

    code = "coaching.too_many_memories"
    detail = "10,000 things are remembered of you, and that is the most. Forget some first."


class NothingSaid(Invalid):
    """No word of it says anything."""

    code = "coaching.nothing_said"
    detail = "Say it in words, such as: I trade worse after two losses."


class NotAboutYou(Invalid):
    """An instruction to the coach is no memory of the trader."""

    code = "coaching.not_about_you"
    detail = "This reads like an instruction to the coach. What is remembered is about you and your trading."


class GuardedWords(Invalid):
    """Words that are met with care, and are not kept as a memory."""

    code = "coaching.guarded_words"
    detail = (
        "This is not kept as a memory. If you are thinking of harming yourself, please talk to somebody now: your local"
        " emergency number, or findahelpline.com."
    )


class UnknownProvider(Invalid):
    """Scope `some` needs names."""

    code = "coaching.unknown_provider"
    detail = "Sharing `some` needs the providers that may be told, and only it takes them."


class UnknownEvidence(Invalid):
    """What a memory is to rest on is not there, or not the trader's."""

    code = "coaching.unknown_evidence"
    detail = "Some of the trades, plans or patterns that this is to rest on are not among yours."
