"""Greetings, thanks, goodbyes, nods, laughter and noise: whole short messages that want nothing. Pure."""

import re
import unicodedata

from backend.features.chat.understanding.requests import SocialAct, SocialRequest
from backend.features.coach.language.normalize import straight

MOST_WORDS = 6
_ADDRESS = frozenset(
    """
            coach there again man mate bro buddy dude everyone all you u so very much a lot
            for the help that was great today now everything it guys friend my
        """.split()
)
_ACTS: dict[SocialAct, frozenset[str]] = {
    SocialAct.GREETING: frozenset(
        """
            hi hello hey yo hallo hola morning evening afternoon sup gm heya hiya greetings
            bonjour ciao servus moin ola salut howdy wassup
        """.split()
    ),
    SocialAct.THANKS: frozenset(
        "thanks thank thx ty cheers danke gracias merci obrigado grazie tysm appreciated appreciate thankyou tnx".split()
    ),
    SocialAct.GOODBYE: frozenset(
        "bye goodbye cya ciao later tschüss adios goodnight gn night ttyl tomorrow laters farewell".split()
    ),
    SocialAct.AGREEMENT: frozenset(
        """
            ok okay k yes yep yeah yup sure right exactly agreed true correct understood
            gotcha cool great perfect nice fine alright deal ja si oui claro genau noted
            good sounds fair absolutely indeed definitely
        """.split()
    ),
    SocialAct.REFUSAL: frozenset("no nope nah never nein non pass nevermind forget skip".split()),
    SocialAct.LAUGHTER: frozenset("lol haha hahaha lmao rofl hehe xd jaja lmfao".split()),
}
_FILLER = frozenset(
    """
            good see you ya soon that is was i am im it its the to me this of course not too
            bad sounds makes sense got will do one mind really thing don't dont your on in
            at for and have day well then a no
        """.split()
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LAUGHS = re.compile(r"\A(?:(?:ha|he|ja|lo)+l?h?|l+o+l+|x+d+)\Z")
_VOWELS = frozenset("aeiouyäöüáéíóúàèâêô")


def read_social(text: str) -> SocialRequest | None:
    """What a short message does, where it does nothing else; null for all others."""
    plain = unicodedata.normalize("NFKC", straight(text)).casefold()
    words = [word for word in _WORD.findall(plain) if word]
    if not words:
        return (
            SocialRequest(act=_of_signs(plain))
            if plain.strip() and not _has_digits(plain)
            else None
        )
    if len(words) > MOST_WORDS or _has_digits(plain):
        return None
    acts = [_act_of(word) for word in words]
    named = [act for act in acts if act is not None]
    others = [
        word
        for word, act in zip(words, acts, strict=True)
        if act is None and word not in _ADDRESS and word not in _FILLER
    ]
    if "not" in words and not _TAKES.isdisjoint(named):
        return None  # "not true" takes back, and is more than a nod
    if named and not others:
        return SocialRequest(act=_strongest(named))
    if len(words) == 1 and _is_noise(words[0]):
        return SocialRequest(act=SocialAct.NOISE)
    return None


def _has_digits(plain: str) -> bool:
    return any(character.isdigit() for character in plain)


def _act_of(word: str) -> SocialAct | None:
    if _LAUGHS.match(word):
        return SocialAct.LAUGHTER
    return next((act for act, words in _ACTS.items() if word in words), None)


_ORDER = (
    SocialAct.THANKS,
    SocialAct.GOODBYE,
    SocialAct.GREETING,
    SocialAct.REFUSAL,
    SocialAct.LAUGHTER,
    SocialAct.AGREEMENT,
)


_TAKES = frozenset({SocialAct.AGREEMENT, SocialAct.REFUSAL})


def _strongest(acts: list[SocialAct]) -> SocialAct:
    """What counts where several are done: "ok thanks" is thanks."""
    return next(act for act in _ORDER if act in acts)


def _is_noise(word: str) -> bool:
    """A heap of letters that is no word of any language: keys that were hit by chance."""
    vowels = sum(letter in _VOWELS for letter in word)
    return len(word) >= 5 and vowels * 4 < len(word)


_THUMBS = "\U0001f44d\U0001f44c\u2705\U0001f64f\U0001f4aa\u2714"
_LAUGHING = "\U0001f602\U0001f923\U0001f605\U0001f606"
_WAVING = "\U0001f44b"


def _of_signs(plain: str) -> SocialAct:
    """A message of signs alone: a thumb nods, a face laughs, a hand waves."""
    if any(sign in plain for sign in _LAUGHING):
        return SocialAct.LAUGHTER
    if any(sign in plain for sign in _WAVING):
        return SocialAct.GREETING
    if any(sign in plain for sign in _THUMBS):
        return SocialAct.AGREEMENT
    return SocialAct.NOISE
