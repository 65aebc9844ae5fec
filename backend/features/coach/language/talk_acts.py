"""What somebody does in a talk beside telling: takes a proposal up, tells what came of it, wants advice or none.

Kinds of short answers, by how they are built: who will do what, what became of "it". Pure.
"""

import re
from enum import StrEnum

from backend.features.coach.language.normalize import heard

LONGEST_ACT = 16  # words; a longer message tells something of its own
LONGEST_WISH = 30
LONGEST_TEXT = 1_000  # characters; a longer message tells something of its own, too


class TalkAct(StrEnum):
    """What a message does in a talk."""

    TOOK_UP = "took_up"
    HELPED = "helped"
    FAILED = "failed"
    WANTS_ADVICE = "wants_advice"
    WANTS_EARS = "wants_ears"
    ANOTHER_SUBJECT = "another_subject"


_IT = (
    r"(?:it|that|this|so|those|them|one"
    r"|the (?:\w+ )?(?:thing|tip|trick|technique|exercise|rule|pause|breathing|plan|idea))"
)
_DO = r"(?:try|do|test|use|start|give|go|stick|keep|write|make|take|practi[sc]e|remember|apply|commit|set)"
_TOOK_UP = re.compile(
    rf"\b(?:i ?'?ll|i will|i(?: a)?'?m (?:gonna|going to)|imma|gonna|let me|lemme|i can|i could|i'?d|will|let'?s)"
    rf" (?:just |definitely |try to |try and |give |have a )?{_DO}\b[^.?!]{{0,30}}?\b{_IT}\b"
    rf"|\b(?:i ?'?ll|i will|will|gonna|let me|lemme) (?:try|give it|do it)\b"
    r"|\bworth (?:a |the )?(?:try|shot|go)\b|\b(?:sounds?|looks?|seems?) (?:good|doable|like (?:a"
    r"|something)|reasonable|fair)\b"
    r"|\bi'?m (?:in|up for|game|willing)\b|\b(?:count me in|deal|challenge accepted|you'?re on|on it|consider it done)\b"
    r"|\A\W*(?:ok(?:ay)?|yes|yeah|sure|fine|alright|good)\b[^.?!]{0,12}\b(?:try(?:ing)?|test"
    r"|do(?:ing)?(?= (?:it|that|this|so)\b|\W*\Z))\b"
    r"|\bfrom (?:now|tomorrow|monday) on i\b|\b(?:doing|trying|starting) (?:it|that|this) (?:now|today|tomorrow)\b"
    r"|\b(?:happy|glad|ready) to try\b"
)
_NEGATED = r"(?:not|n'?t|never|hardly|barely|no|without|stopped)"
_WORKED = (
    r"(?:help(?:s|ed|ing|ful)|work(?:s|ed|ing)|did the trick|made (?:a|the|some|quite a) difference|paid off"
    r"|kept me|saved me|did (?:me )?good|calmed me|stopped me)"
)
_HELPED = re.compile(
    rf"\b(?:it|that|this|which|you|\w*ing|the \w+|talking|yours?)\b(?:'?s)? ?(?:(?:really|actually|kinda"
    rf"|kind of|did|does|has"
    rf"|a lot|totally|already|just|sort of|even|is|was|been|today) ){{0,3}}{_WORKED}\b"
    rf"|(?:\A|[,;.] ?)\W{{0,3}}(?:{_WORKED}|useful)\b|\b(?:helped|worked) (?:a (?:lot|bit|little)|well|great|fine)\b"
    r"|\b(?:i )?feel(?:ing)? (?:a (?:bit|little|lot) |much |way |already |so much |somewhat )?(?:better"
    r"|calmer|lighter|clearer)\b"
    r"|\b(?:did|tried|used|done) (?:it|that)\b[^.?!]{0,20}\b(?:and|it)\b[^.?!]{0,12}\b(?:worked|helped"
    r"|was (?:good|great|fine))\b"
)
_FAILED = re.compile(
    rf"\b(?:did|does|do|is|was|has|have)(?: ?{_NEGATED})+ (?:really |actually |even |exactly |been )?"
    r"(?:help\w*|work\w*|do (?:anything|much|it)|make (?:a|any) difference|change (?:anything|much)"
    r"|any (?:good|use|help)|useful)\b"
    r"|\b(?:didnt|doesnt|dont|isnt|wasnt|hasnt) (?:really |actually |even )?(?:help|work|do (?:anything|much)|change)\w*\b"
    r"|\bno (?:use|good|luck|effect|difference|change|help)\b|\b(?:useless|pointless exercise|waste of time)\b"
    r"|\b(?:nothing|not much|never) (?:changed|helped|worked|happened)\b|\bdid nothing\b|\b(?:made|makes) it worse\b"
    r"|\bworked out (?:badly|wrong)\b"
    r"|\b(?:it|that|i|this) (?:just |totally |completely )?(?:failed|flopped|made it worse|backfired|fell apart)\b"
    r"|\b(?:tried|did|done|used) (?:it|that|this|the \w+)\b[^.?!]{0,25}\b(?:but|still|and then|anyway|yet|no)\b"
    r"|\bstill (?:did|do|took|moved|chased|entered|couldn'?t|can'?t|feel|freeze"
    r"|froze)\b[^.?!]{0,25}\b(?:it|that|anyway|same|though)\b"
    r"|\b(?:couldn'?t|can'?t|cannot|didn'?t manage to|forgot to|wasn'?t able to) (?:\w+ )?(?:do|stick"
    r"|keep|hold|remember|use|make)"
    r" (?:to |with )?(?:it|that|myself)\b|\bi forgot\b|\b(?:not|n'?t) for me\b"
)
_WANTS_EARS = re.compile(
    r"\b(?:don'?t|do not|dont|no|not|stop|without|enough|quit)\b[^.?!]{0,25}\b(?:tips?|advice|techniques?"
    r"|lectures?|exercises?"
    r"|solutions?|homework|fix(?:es|ing)?|statistics|stats|numbers|figures)\b"
    r"|\bjust (?:want(?:ed)? |need(?:ed)? |had )?(?:to )?(?:vent|talk|rant|say it|tell (?:you|someone|somebody)|be heard)\b"
    r"|\bjust listen\b|\bneed(?:ed)? to (?:vent|rant|get (?:it|this) off)\b|\bonly want to talk\b"
)
_WANTS_ADVICE = re.compile(
    r"\bwhat (?:should|can|could|do|would|must|shall) (?:i|you|one|we) (?:even |actually |now )?(?:do|try"
    r"|change|suggest|recommend"
    r"|say|propose)\b"
    r"|\b(?:any|some|give me|got|have you) (?:\w+ ){0,2}(?:advice|tips?|ideas?|suggestions?|tricks?|techniques?)\b"
    r"|\b(?:so|and|ok|now)? ?what now\b|\band now\b|\bwhat else\b|\bwhat helps\b|\bhow (?:do|can|could"
    r"|should|would) (?:i|one|you) (?!mean|know)"
    r"|\bhelp me\b|\bi need (?:help|something|a (?:rule|trick|tip|plan|way))\b|\btell me what to do\b"
    r"|\bsomething (?:else )?i can do\b|\b(?:give|show|teach) me (?:something|one|another|a)\b|\bis there (?:a|any) way\b"
    r"|\b(?:another|next|other) (?:one|technique|idea|tip|trick)\b"
)
_ANOTHER_SUBJECT = re.compile(
    r"\b(?:something|anything) (?:completely |totally )?(?:else|different)\b|\b(?:different|another|new"
    r"|next|other) (?:topic|thing"
    r"|subject|matter|problem|issue)\b|\bby the way\b|\bbtw\b|\bon (?:another|a different) note\b"
    r"|\bchang(?:e|ing) (?:the )?(?:topic"
    r"|subject)\b|\b(?:enough|forget) (?:about |of )?(?:that|this|it)\b|\blet'?s (?:talk|speak) about\b|\bmoving on\b"
)
_WORD = re.compile(r"[^\W_]+")


def talk_act_of(text: str) -> TalkAct | None:
    """What a message does in a talk; null where it only tells something."""
    if len(text) > LONGEST_TEXT:
        return None
    words = heard(text)
    count = len(_WORD.findall(words))
    if count <= LONGEST_WISH:
        if _ANOTHER_SUBJECT.search(words):
            return TalkAct.ANOTHER_SUBJECT
        if _WANTS_EARS.search(words):
            return TalkAct.WANTS_EARS
    if count <= LONGEST_ACT and _FAILED.search(words):
        return TalkAct.FAILED
    if count <= LONGEST_WISH and _WANTS_ADVICE.search(words):
        return TalkAct.WANTS_ADVICE
    if count > LONGEST_ACT or "?" in words:
        return None
    if _TOOK_UP.search(words):
        return TalkAct.TOOK_UP
    if _HELPED.search(words):
        return TalkAct.HELPED
    return None
