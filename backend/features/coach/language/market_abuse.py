"""Requests for market abuse and claims of it: what somebody wants to do or knows, not what they read or saw. Pure."""

import re

from backend.features.coach.language.normalize import folded, heard

_MARKET = r"(?:price|prices|market|stock|close|open|book|order book|fixing|benchmark|auction|settlement|tape)"
_INFO = r"(?:info|infos|information|tips?|knowledge|scoop|intel|news)"
_NUMBERS = r"(?:earnings|results|numbers|figures|report|merger|deal|takeover|acquisition|buyout|guidance|approval)"
_BEFORE = r"before (?:it|they|that|the (?:news|merger|deal|results|earnings|announcement|public))"

# A phrase a line; an indented line goes on. What nobody does by the rules: told of others, or seen, it is none.
_DOING = rf"""
pump(?:ing)? (?:(?:it|this|that|the|up|them) ){{0,2}}(?:\w+ )?(?:and|&|n|then) (?:then )?dump(?:ing)?
spoof(?:s|ed|ing|er)?
quote stuff(?:ing|ed)?
stuff(?:ing)? (?:the )?(?:quotes|order book|book)
layer(?:ing)? (?:the )?(?:order )?book
layer(?:ing)? (?:\w+ )?(?:fake|phantom|false) (?:orders|bids|offers)
(?:plac|put|enter|post|show|send|creat|mak|us)(?:e|ing|ting)? (?:\w+ ){{0,3}}?(?:fake|phantom|sham) (?:orders?
  |bids?|offers?|volume)
wash ?trad(?:e|es|ing)
(?:trad(?:e|ing)|buy(?:ing)?|sell(?:ing)?) (?:with|against|from|to) (?:myself|my (?:own|other|second) account)
paint(?:ing)? the tape
(?:bang|ramp|mark)(?:ing)? the close(?! (?:on|in) (?:my|the) (?:chart|journal))
front ?run(?:ning)? (?:my|our|a|the) (?:client|customer|order|fund|boss)'?s?
(?:ahead|in front) of (?:my|our|a) (?:client|customer|fund)'?s?(?: (?:big |large )?orders?)?
corner(?:ing)? the (?:\w+ )?market
short and distort
bear raid
rig(?:ging)? the {_MARKET}
manipulat(?:e|ing) (?:the |this |a )?(?:\w+ )?{_MARKET}
(?:spread|start|plant)(?:ing)? (?:an? |some )?(?:(?:false|fake) (?:rumou?rs?|news)|rumou?rs? (?:to|about|that|so))
insider ?trad(?:e|ing)
"""
# What nobody may trade on who knows it.
_KNOWING = rf"""
(?:inside|insider|insiders'?|non ?public|undisclosed|unpublished) (?:\w+ )?{_INFO}
(?:confidential|privileged|leaked|secret|unannounced|non ?public|unpublished) (?:\w+ )?(?:{_NUMBERS}|information|info)
mnpi
(?:trade|trading|buy|sell|short|act) on (?:an? |this |my |the )?(?:insider|inside)
(?:my|an|our) insider (?:at|in|from|who|says|said|told|tells|friend|contact|source)
(?:friend|brother|sister|cousin|buddy|wife|husband|colleague|guy|contact|source|uncle|lawyer
  |banker) (?:who (?:works|is) )?
  (?:at|in|inside|of|from) (?:\w+ ){{1,3}}?(?:told|tells|tipped|leaked|gave|says|said
  |confirmed)\b[^.!?]{{0,60}}\b(?:{_NUMBERS}|before)
tipped (?:me )?off (?:about|before|on)
i (?:work|am employed) (?:at|for|in)\b[^.!?]{{0,80}}\b(?:{_BEFORE}|(?:not|isn'?t|aren'?t) (?:yet )?(?:public|announced))
before (?:it|the news|the merger|the deal) (?:is|goes|becomes) public
"""
_ASKS = (
    r"(?:how (?:do|can|could|would|should|might|to)|help|teach|show me|tell me|explain|let'?s|let us|let me|want to"
    r"|wanna|going to|gonna|plan(?:ning)? to|trying to|ways? to|i'?ll|i'?m|i'?ve|we'?ll|my|our"
    r"|i (?:am|was|will|can|could|should|would|might|plan|need|like|tried|keep|started|have|got|had|know)"
    r"|we (?:can|could|will|should|have|got|know|plan|need)|(?:should|can|could|may|shall) (?:i|we))"
)
_OF_OTHERS = re.compile(
    r"\b(?:some(?:one|body)|they|them|he|she|algos?|hfts?|bots?|whales?|sec|cftc|finra|doj|fca|bafin|regulators?"
    r"|charged|fined|convicted|accused|sued|arrested|banned|detected|caught|guilty|settled|alleged(?:ly)?|lawsuit|court"
    r"|case|article|in the news|news story|i read|read about|reading|reported|reports|headlines?|book about|podcast"
    r"|documentary|film|movie|filings?|form 4|looks like|smells like|feels like|sounds like|victim|avoid|illegal"
    r"|forbidden|against|hate|saw|see|seeing|seen|spotted|there (?:is|are|was|were)|there's|what (?:is|does)"
    r"|(?:is|was) (?:this|that|it))\b"
)
_DENIED = re.compile(r"\b(?:no|without|zero|(?<!why )not|never|don'?t|isn'?t|nor)(?: \w+){0,2} $")
_SENTENCE = re.compile(r"(?<![.!?;])[.!?;]++(?: |$)")
_GOES_ON = re.compile(r"\n +")


def _any_of(family: str) -> str:
    return "|".join(f"(?:{phrase})" for phrase in _GOES_ON.sub("", family).strip().splitlines())


_ABUSE = re.compile(
    rf"(?<![^\W_])(?:(?P<doing>{_any_of(_DOING)})|(?P<knowing>{_any_of(_KNOWING)}))(?![^\W_])"
)
_OWN = re.compile(
    r"\bhow (?:do|can|could|would|should) i (?:do|try|use|start)\b|\bwithout (?:getting|being) caught\b"
    r"|\b(?:told|tells|tipped|gave|gives|showed|sent) (?:me|us)\b|\b(?:my|our) inside"
)
_MEANT = re.compile(rf"(?<![^\W_]){_ASKS}(?: \w+){{0,4}} $")


def asks_for_abuse(text: str) -> bool:
    """Whether the words ask for help with market abuse, such as a pump and dump, spoofing or trading on inside news.

    A request and a claim of one's own are; what others do, what was read or seen, and what is denied is not.
    """
    sentences = _SENTENCE.split(folded(heard(text)))
    return any(
        _is_meant(sentence, match) for sentence in sentences for match in _ABUSE.finditer(sentence)
    )


def _is_meant(sentence: str, match: "re.Match[str]") -> bool:
    before = sentence[max(0, match.start() - 80) : match.start()]
    if _DENIED.search(before) is not None:
        return False
    if _MEANT.search(before) is not None or _OWN.search(sentence) is not None:
        return True
    return _OF_OTHERS.search(sentence) is None
