"""Words of self-harm and of not wanting to live: families of phrases, over the words as they are heard.

Despair is heard rather too often than once too little: help lines in vain cost a trader nothing. But the idiom of the
market ("the stop got killed", "it jumped off a cliff", "I cut myself off after two losses") stays what it is. Pure.
"""

import re

from backend.features.coach.language.normalize import folded, heard

# A phrase a line (an indented line goes on), a family a block. Capitals name what is in `_PARTS`; what was heard is in
# small letters.
_PARTS = {
    "SELF": r"(?:my ?(?:own )?self|myslef|mysel)",
    "WANT": r"(?:wan(?:t|na|a)|wnat|watn)(?: (?:to|too|2))?",
    "GOING": r"(?:(?:going|about|ready|planning|plan) (?:to|2|on)|gonna|will|shall|must|should|might|may|can)",
    "HOW": r"(?: (?:just|really|simply|only|finally|please|probably|honestly|maybe|now|better|actually|so|all))*",
    "ME": r"i(?:'?(?:m|d|ll|ve))?(?: \w+){0,4}?",
    "ANYMORE": r"any ?(?:more|longer)",
    "DRUGS": (
        r"(?:pills?|tablets?|meds|medications?|medicine|painkillers|xanax|valium|paracetamol"
        r"|tylenol|opioids|insulin)"
    ),
    "HEIGHT": r"(?:bridge|roof|rooftop|building|balcony|window|ledge|tower|overpass|skyscraper|cliff)",
    "VEHICLE": r"(?:train|subway|metro|bus|truck|lorry|car|traffic)",
    "FIGURATIVE": r"(?! (?:in the foot|out|up|over)\b)",
    "ONTHETRADE": r"(?! (?:on|with|for) (?:this|that|the|a)\b)",
    "MORNING": r"(?! (?:early|late|at|for|to|before|in|on)\b)",
}
_TO_ONESELF = r"""
k[i!]?ll?(?:ing|ed)? (?:off )?SELF
(?:hang|shoot|drown|stab|poison|choke|neck|rope|off|end|injur|harm|hurt|gas)e?(?:n?ing|p?ing|ed)? SELFFIGURATIVE
(?:strangl|suffocat|electrocut|unaliv|asphyxiat|execut|behead|kil)(?:e|ing|ed)? SELF
(?:hung|hanged|shot) SELFFIGURATIVE
cut(?:ting)? SELF(?! (?:off|out|short|loose|free|some|a|down|back|in|from)\b)
(?:do(?:ing)?|did) SELF in
(?:do(?:ing)?|did) away with SELF
(?:burn(?:ing)?|starv(?:e|ing)|drink(?:ing)?) SELF (?:alive|to death)
throw(?:ing)? SELF (?:off|under|out|in front|from|into)
finish(?:ing)? SELF off
(?:slit|slic|slash|cut|open)(?:e|t?ing)? (?:my |both )?(?:own )?(?:wrists?|veins|throat|arms|arteries)
bl(?:ow|ew)(?:ing)? (?:my|me) (?:\w+ )?(?:brains?|head) (?:out|off)
(?:eat|bite|swallow)(?:ing)? a bullet
(?:bullet|gun|pistol|knife) (?:in|to|through|into|against|at) my (?:own )?(?:head|brain|mouth|temple|throat|heart)
noose
(?<!like )(?:jump|leap)(?:ing)? (?:off|from|out of) (?:(?:a|an|the|my|some|this) )?(?:\w+ )?HEIGHT
ME jump(?:ing)? (?:off|in front of|under)
(?<!like )jump(?:ing)? (?:in front of|under) (?:a|the) (?:\w+ )?VEHICLE
driv(?:e|ing) (?:my (?:car|truck|bike) |the car |SELF )(?:off|into|in front)
drink(?:ing)? (?:bleach|poison|antifreeze)
self ?(?:harm|injur)\w*
hang to death
overdos(?:e|ed|es|ing)(?! (?:on|of) (?:\w+ )?(?:coffee|caffeine|sugar|indicators?|news|charts?|data|hopium
  |copium|risk|trad\w+)\b)
ME o\.?d\.? (?:on|tonight|tomorrow|now)
lethal dose
(?:tak(?:e|ing)|took|swallow(?:ing|ed)?|down(?:ing|ed)?) (?:all|every|the whole|an? (?:whole )?(?:bunch|handful
  |bottle|lot|box)|too many|enough)(?: bottle)?(?: of)?(?: (?:my|the|these|those))?(?: \w+)? DRUGS
swallow(?:ing)? (?:my|the|these|those) (?:\w+ )?DRUGS
DRUGS\b[^.!?]{0,60}\b(?:tak(?:e|ing)|swallow(?:ing)?|down(?:ing)?) (?:(?:them|these|it) )?(?:all|at once)
"""
_DEATH_WISHED = r"""
(?:WANT|(?:wish|need|deserve|ready|prepared|decided|hope|like|prefer|time|time for me|begging) (?:to|2)|let me
  |rather)HOW (?:to )?(?:die|be dead|be gone forever|cease to exist|stop (?:living|existing|breathing)|(?:not
  |never) (?:be alive|exist|live|wake up)|sleep forever|disappear forever)ONTHETRADE
MEHOW GOINGHOW (?:die|be dead|end it all|rope|sewer ?slide)ONTHETRADE
(?:i'?ll|i'?m gonna|i'd better) (?:just )?(?:die|rope|sewer ?slide)ONTHETRADE
(?:wish|hope|pray|if only|better if|easier if)(?: that)? (?:i|i'?m|i'?d)(?: \w+){0,3}? (?:dead|die|died|dying
  |not alive|never (?:been )?born|(?:never|not) (?:exist(?:ed)?|wake up)|disappear(?:ed)? forever)
(?:wish|better if|easier if)(?: that)? i (?:wasn'?t|weren'?t|was not|were not|didn'?t|did not) (?:alive|born
  |exist|(?:around|here) ANYMORE)
never been born
better off,? (?:dead|gone|without me|if i (?:was|were|am|died|wasn'?t))
(?:better|happier|easier|best) without me
worth more dead
death would be
(?:nobody|no ?one) (?:would|will|'?d|'?ll)(?: even| really)? (?:miss me|care if i|notice if i|mourn me)
burden (?:to|on|for) (?:everyone|everybody|others|my (?:family|wife|husband|kids|children|parents|friends|partner))
(?:please|just|someone|somebody|god|pls) (?:kill|shoot) me(?! (?:an?|the|your|over)\b)
die in my sleep
dead inside
(?:how|ways?|place|method) to (?:die|commit)
painless (?:way|death)
thoughts? of (?:death|dying|ending)
(?:think|thinking|thought|dream|dreaming) (?:of|about) (?:death|dying|my death|ending (?:it all|my|everything))
"""
_LIFE_ENDED = r"""
(?:end|ended|ending|finish|finishing) (?:it all|everything|my (?:own )?(?:life|existence|suffering|misery|pain))
(?:tak(?:e|ing)|took|throw away) my (?:own )?life(?! savings)
put(?:ting)? an end to (?:it all|everything|me|SELF|my (?:\w+ )?(?:life|suffering|pain|misery|existence))
ME (?:WANT|GOING|need to|have to)HOW end it(?: (?:tonight|today|forever|for good|once and for all|now)|\W*$)
(?:don'?t|do not|never|no longer|not)(?: really| even)? (?:WANT|wish to|feel like)HOW (?:live|living|be alive
  |be here ANYMORE|be in this world|exist|existing|wake upMORNING|(?:go on|keep|keep on|continue|carry on
  |to) (?:living|to live)|go on ANYMORE)
(?:can'?t|cannot|can not) (?:live (?:like this|ANYMORE|with SELF)|go on (?:living|ANYMORE|like this)|go on\W*$)
never wak(?:e|ing) up(?: again)?MORNING
not wak(?:e|ing) up (?:again|tomorrow|ANYMORE|ever)
(?:no|any|a|my) (?:point|reason|purpose|will|sense)(?: left)? (?:to|in|of) (?:living|live(?! (?:off|from)\b)
  |be alive|being alive|life|existing|go on living)
nothing (?:left )?to live for
(?:not|isn'?t|no longer) worth living
(?:my )?life (?:is|has|feels) (?:\w+ )?(?:meaningless|pointless|worthless|no meaning|no purpose)
my life is over
(?:tired|sick|done|through|finished|fed up) (?:of|with) (?:living|life|my life|being alive|existing)
hate being alive
giv(?:e|en|ing) up on (?:life|living)
leav(?:e|ing) this (?:world|earth|life)
goodbye (?:cruel )?world
goodbye (?:note|letter)
final goodbye
(?:won'?t|will not) be alive
last (?:day|night) (?:on earth|alive)
"""
_SLANG_AND_SLIPS = r"""
(?<!\d )kms(?! (?:away|an? |per |to |run|ride))
kys
unaliv\w+
sewer ?slid\w*
suic\w*
su(?:i|ie|ei|e|a|iy|y)?[cs]{1,2}[iy]{1,2}(?:c[iy])?e?d(?:e|al|ally|es|ed|eal|le|ing)?
siuc[iy]?d\w*
suid[iy]ce
scuicid\w*
"""
_GERMAN = r"""
(?:mich|mir) (?:\w+ )?(?:um(?:zu)?bringen|(?:zu )?toe?ten|erha?e?ngen|aufha?e?ngen|erschiessen|das leben (?:zu )?nehmen)
(?:bringe?|ha?e?nge?|erschiesse?|toe?te?) mich (?:\w+ )?(?:um|auf|selbst)
(?:selbstmord|suizid)\w*
(?:will|mochte|moechte|wollte) (?:\w+ ){0,2}?(?:sterben|tot sein)
nicht mehr (?:leben|aufwachen|weiterleben|da sein)
(?:ware?|waere) (?:\w+ ){0,2}?tot
tot (?:ware|waere)
mein(?:em)? leben (?:ein ende|beenden|nehmen|hat keinen sinn)
lebensmue?de
ohne mich besser
"""
_FRENCH = r"""
me (?:suicider|tuer|pendre|noyer|flinguer|tirer une balle|foutre en l'?air|donner la mort)
(?:veux|voudrais|vais|envie de|prefere|prefererais|aimerais) (?:\w+ )?(?:mourir|crever|en finir|etre morte?)
en finir avec (?:la vie|ma vie|tout)
(?:veux|voudrais|ai) plus (?:envie de )?vivre
mettre fin a (?:mes jours|ma vie)
m'?ouvrir les veines
mieux (?:morte?|sans moi)
je me tue
"""
_SPANISH = r"""
(?:quiero|quisiera|deseo|voy a|ganas de|prefiero|preferiria) (?:\w+ )?(?:morir(?:me)?|no vivir|estar muert[oa])
me (?:quiero|voy a|quisiera) (?:\w+ )?(?:morir|matar|ahorcar|suicidar|colgar)
(?:matar|ahorcar|suicidar)me
quitarme la vida
acabar con mi vida
no quiero (?:seguir )?(?:vivir|viviendo)
ojala (?:\w+ )?(?:muert[oa]|muriera|no despierte)
cortarme las venas
pegarme un tiro
mejor (?:muert[oa]|sin mi)
"""
_ITALIAN = r"""
(?:voglio|vorrei|sto per|preferisco|preferirei|desidero) (?:\w+ )?(?:morire|essere mort[oa])
(?:uccider|ammazzar|impiccar|suicidar|sparar)mi
togliermi la vita
farla finita
mi (?:ammazzo|uccido|impicco|suicido)
non (?:voglio|ho voglia di|ho piu voglia di) (?:piu )?vivere
tagliarmi le vene
meglio (?:mort[oa]|senza di me)
"""
_PORTUGUESE = r"""
(?:quero|queria|vou|prefiro|preferia|vontade de) (?:\w+ )?(?:morrer|estar mort[oa])
me (?:matar|enforcar|suicidar)
(?:matar|enforcar) me
(?:tirar|acabar com) (?:a )?minha (?:propria )?vida
nao (?:quero|aguento) (?:mais )?viver
cortar os (?:meus )?pulsos
um tiro na (?:minha )?cabeca
melhor (?:mort[oa]|sem mim)
"""
_RUSSIAN = r"""
поконч\w* (?:с собой|с жизнью)
суицид\w*
самоуб\w+
(?:убить|убью|убивать) себя
себя (?:убить|убью)
(?:хочу|хочется|лучше бы|лучше) (?:\w+ )?(?:умереть|сдохнуть|умер|умерла)
повеситься|повешусь|застрелиться|застрелюсь|утопиться|утоплюсь
не хочу (?:больше )?жить
жить (?:больше )?не хо\w+
вскр(?:ою|ыть) (?:себе )?вены
наложить на себя руки
спрыгн\w+ с (?:моста|крыши)
"""  # noqa: RUF001
_GOES_ON = re.compile(r"\n +")


def _any_of(*families: str) -> "re.Pattern[str]":
    lines = (_GOES_ON.sub("", family).strip().splitlines() for family in families)
    phrases = "|".join(f"(?:{phrase})" for family in lines for phrase in family)
    for name, part in _PARTS.items():
        phrases = phrases.replace(name, part)
    return re.compile(rf"(?<![^\W_])(?:{phrases})(?![^\W_])")


_SPOKEN = _any_of(
    _TO_ONESELF,
    _DEATH_WISHED,
    _LIFE_ENDED,
    _SLANG_AND_SLIPS,
    _GERMAN,
    _FRENCH,
    _SPANISH,
    _ITALIAN,
    _PORTUGUESE,
)
_SPOKEN_IN_RUSSIAN = _any_of(_RUSSIAN)


# What belongs to a trade and not to a life: "suicidal price action", "that spread is suicide", "hung myself with a stop".
_THING = (
    r"(?:trades?|trading|prices?|positions?|siz(?:e|ing)|spreads?|stops?|entr(?:y|ies)|exits?|moves?|leverage|risk"
    r"|setups?|plays?|shorts?|longs?"
    r"|averaging|rollover|candles?|charts?|accounts?|fills?|mission|squad|burn|runs?)"
)
_OF_THE_MARKET = re.compile(
    rf"\bsuicid\w*+ {_THING}\b"
    rf"|\b{_THING}\b(?: \w++){{0,4}} (?:is|was|are|were|be|looks like) (?:(?:pure|just|plain|financial|total) )?suicide\b"
    rf"|\b(?:financial|account|career|market|trading|economic) suicide\b"
    rf"|\b(?:hung|hanged|shot|burned|killed) myself (?:with|on) (?:(?:a|an|the|my|that) )?(?:\w++ )?{_THING}\b"
    r"|\blive trad(?:e|es|ing)\b|\bliv(?:e|ing) in front of\b"
    r"|\b(?:just )?shoot me(?= (?:lol|haha|lmao|\U0001f602|\U0001f923|\U0001f605))"
)


def shows_despair(text: str) -> bool:
    """Whether the words speak of self-harm or of not wanting to live, in the languages that are known here."""
    words = _OF_THE_MARKET.sub(" ", heard(text))
    return _SPOKEN.search(folded(words)) is not None or _SPOKEN_IN_RUSSIAN.search(words) is not None
