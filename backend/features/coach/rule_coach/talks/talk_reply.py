"""A turn of a talk about what is felt: the trader's own words, one question that builds on them, a technique in its time.

First it is short: the feeling is named, one open question, nothing to do. Later a figure of the record where one serves.
A technique comes when it is asked for, or when enough was said; what became of it is taken up. Pure.
"""

import re
from collections.abc import Callable, Iterator
from itertools import chain

from backend.features.coach.coach_context.wording import clock
from backend.features.coach.language.talk_acts import TalkAct, talk_act_of
from backend.features.coach.rule_coach.phrases import ALONE
from backend.features.coach.rule_coach.question_topics import (
    SmallTalk,
    asks,
    asks_about_a_behaviour,
    behaviours_of,
    disputes,
    topics_of,
)
from backend.features.coach.rule_coach.reply_draft import ReplyDraft
from backend.features.coach.rule_coach.scene import COACH, FEELING, Scene
from backend.features.coach.rule_coach.talks import themes_of_life
from backend.features.coach.rule_coach.talks.quotes import (
    is_of_oneself,
    questions_on,
    quote_of,
    said_back,
)
from backend.features.coach.rule_coach.talks.theme_reader import ThemeTalk, talk_of
from backend.features.coach.rule_coach.technique_lesson import teach, teach_one_of
from backend.features.coach.rule_coach.topic_figures import figures_on
from backend.features.coach.techniques.catalogue_reader import TECHNIQUE_OF, TECHNIQUES
from backend.features.coach.techniques.schemas import Technique

FIGURE_AT = 2  # messages of a talk after which a figure of the record may serve
OFFER_AT = 5  # messages after which the coach asks whether something to try is wanted
_PARTINGS = {SmallTalk.THANKS: "You are welcome", SmallTalk.GOODBYE: "Until next time"}
FEWEST_SAID_BACK = 4  # words; less is an answer, and not to be said again
ANSWERS = frozenset({SmallTalk.AGREEMENT, SmallTalk.REFUSAL})
_MIRRORS = (
    'You say "{quote}".',
    '"{quote}", then.',
    'I stay with that: "{quote}".',
    'So it is this: "{quote}".',
    '"{quote}" is worth another look.',
    'I hear "{quote}".',
    'And there it is: "{quote}".',
    'That belongs to it, "{quote}".',
)
_TAKEN_UP = (
    "Then {title} it is; confirm the draft above, and it runs from now on.",
    "Good, {title} from now on; the draft above writes it down.",
)
_RUNNING = ("Then {title} goes on running, as you agreed to it.", "{title} is already yours.")
_WHEN = (
    "At which moment of your next session will you need it first?",
    "What could get in its way the first time, and what do you do then?",
    "How will you know by the evening that you did it?",
)
_TAKEN_UP_BARE = ("Then do it, and tell me how it went.", "I will hear how that went, then.")
_FIRST_STEP = ("What is the first step of it?", "What could get in its way?")
_HELPED = (
    "So {title} carried this time, and it was you who did it.",
    "Then {title} stays: it was tried and it held.",
)
_HELPED_BARE = ("I am glad that something in it helped.", "Then keep what it was.")
_NOTICED = (
    "What did you notice first, that told you it was working?",
    "What would make it easy to do the same the next time?",
    "What was different from the times before?",
)
_FAILED = (
    "So {title} did not hold this time, and that says something about it, not about you.",
    "Then {title} is not the one, or not in that form.",
)
_FAILED_BARE = (
    "Then that was not it, and it is good to know.",
    "So it did not hold; let us see where it gave way.",
)
_WHAT_HAPPENED = (
    "What happened when you did it, step by step?",
    "At which moment did it give way?",
    "What was stronger than it?",
)
_EARS = (
    "No tips, then; I listen.",
    "Agreed, nothing to do and nothing to fix; go on.",
)
_OFFERS = (
    "Do you want one thing to try, or rather go on telling?",
    "Would something to try be of use now, or is it better to stay with this?",
)
_NEED_NOT = (
    "You do not have to; the market opens again on every other day, and this one may be yours.",
    "Nothing has to be traded while this is so, and leaving it is no lack of discipline.",
)
_SMALL_STEPS = (
    "One small thing: tell one person today how it is, in a single sentence.",
    "One small thing: ten minutes outside, without the phone.",
    "One small thing: put off whatever of this week is not about the people in it.",
)
_WHY = re.compile(
    r"\bwhy (?:do|am|is|does|can'?t|cant|did|would|the hell|on earth)\b|\bis (?:it|this|that) (?:normal"
    r"|bad|just me|weird)\b",
    re.I,
)
LONGEST_YES = 6  # words
_YES = re.compile(
    r"\b(?:yes|yeah|yep|ok(?:ay)?|sure|please|maybe|try|something|one thing|the first|do it|do that|tell me|go on then)\b",
    re.I,
)
_PRESSES = re.compile(  # about to act on it: then something to do is due, asked for or not
    r"\b(?:want|wanna|going|gonna|about|need|ready|tempted|itching|let me|i'?ll"
    r"|will)\b[^.?!]{0,25}\b(?:back\b|double|size up"
    r"|all[- ]in|bigger|one more (?:trade|try|shot|go|entry)|another (?:one|trade)|jump in|chase|get in|enter now|revenge)",
    re.I,
)
_MAY_I = re.compile(
    r"\b(?:should|shall|can|may|do) i (?:\w+ )?(?:trade|stop|take|go back|sit out|open|close|skip)\b",
    re.I,
)
_MORE = (
    "What else is in it?",
    "What comes up when you stay with that for a moment?",
    "And what is under that?",
    "What have you not said about it yet?",
    "Go on: what happened then?",
)


def take_turn(
    draft: ReplyDraft,
    small_talk: SmallTalk | None,
    say_urgent: Callable[[ReplyDraft], None],
    say_remembered: Callable[[ReplyDraft], None],
) -> bool:
    """Answer as a turn of a talk; whether the message is one.

    Args:
        draft: to which nothing was added yet; where this is no turn of a talk, it is to be dropped.
        small_talk: what the message does, where it wants nothing.
        say_urgent: says what outranks everything and was not said.
        say_remembered: says what the trader told before of what they speak of now.
    """
    scene = draft.scene
    if not scene.words:
        return False
    talk = talk_of(scene.words, scene.heard)
    if small_talk in _PARTINGS and talk is not None and talk.theme in themes_of_life.THEMES:
        return _part(draft, talk, small_talk)
    if small_talk is not None and not _answers_a_question(scene, small_talk):
        return False
    act = talk_act_of(scene.words)
    if small_talk is None and _take_up(draft, talk, act):
        return True
    if talk is None or _is_for_the_record(scene, talk) or _is_met_first(scene, talk):
        return False
    if not talk.theme.is_of_life:
        say_urgent(draft)
    _go_on(draft, talk, act, small_talk)
    say_remembered(draft)
    return bool(draft.observations or draft.question or draft.step)


def _go_on(
    draft: ReplyDraft, talk: ThemeTalk, act: TalkAct | None, small_talk: SmallTalk | None
) -> None:
    """What the message wants, or what the talk needs next."""
    scene = draft.scene
    if _accepts(scene, small_talk) or act is TalkAct.WANTS_ADVICE:
        if _advise(draft, talk):
            return
    elif act is TalkAct.WANTS_EARS and draft.say_first(_EARS, (COACH,)):
        draft.ask(_MORE, (COACH,))
        return
    elif (_WHY.search(scene.words) and draft.say_first(talk.theme.why, (COACH,))) or (
        talk.theme.is_of_life
        and _MAY_I.search(scene.words)
        and draft.say_first(_NEED_NOT, (COACH,))
    ):
        _ask(draft, talk)
        return
    if small_talk is None:
        _mirror(draft, talk)
    is_pressing = talk.theme.detectors and _PRESSES.search(scene.words)
    if is_pressing and not (talk.wants_ears or _is_taught(scene, talk)):
        _advise(draft, talk)
    if talk.turns == FIGURE_AT and not talk.wants_ears and not talk.theme.is_of_life:
        _say_a_figure(draft, talk)
    may_offer = not (talk.wants_ears or _is_taught(scene, talk) or _was_offered(scene, talk))
    if talk.turns >= OFFER_AT and may_offer:
        draft.ask(_OFFERS, (COACH,))
    _ask(draft, talk)


def _part(draft: ReplyDraft, talk: ThemeTalk, small_talk: SmallTalk) -> bool:
    """Thanks and goodbyes in a talk about the person: nothing of trades, and no work to do."""
    at = clock(draft.scene.context.now, draft.scene.context)
    word = _PARTINGS[small_talk]
    noun = talk.theme.noun
    texts = (f"{word}; we can go on with {noun} whenever you want.", f"{word}, at {at}.")
    return draft.say_first(texts, (COACH,))


def _answers_a_question(scene: Scene, small_talk: SmallTalk) -> bool:
    """Whether a nod or a no is the answer to what the coach asked last."""
    is_open = bool(scene.before) and scene.before[0].rstrip().endswith("?")
    return is_open and small_talk in ANSWERS and bool(scene.words)


def _accepts(scene: Scene, small_talk: SmallTalk | None) -> bool:
    """Whether something to try was offered last, and is wanted."""
    if not scene.before or not scene.before[0].rstrip().endswith(_OFFERS):
        return False
    is_short = len(scene.words.split()) <= LONGEST_YES
    return small_talk is SmallTalk.AGREEMENT or (is_short and _YES.search(scene.words) is not None)


def _was_offered(scene: Scene, talk: ThemeTalk) -> bool:
    """Whether something to try was offered in this talk already."""
    return any(answer.rstrip().endswith(_OFFERS) for answer in scene.before[: talk.turns])


def _is_for_the_record(scene: Scene, talk: ThemeTalk) -> bool:
    """Whether the record is asked, the coach is corrected, or a behaviour is told that the theme has no part in."""
    if scene.interlock or scene.wants in ("technique", "dispute") or scene.topics:
        return True
    if scene.before and disputes(scene.words):
        return True
    is_asked = asks(scene.words) and topics_of(scene.words) and not talk.theme.is_of_life
    if asks_about_a_behaviour(scene.words) or is_asked:
        return True
    return bool(set(behaviours_of(scene.words)) - set(talk.theme.detectors))


def _is_met_first(scene: Scene, talk: ThemeTalk) -> bool:
    """Whether it is said for the first time, and is met in a way of its own."""
    return talk.turns == 0 and any(feeling in ALONE for feeling in scene.feelings)


def _take_up(draft: ReplyDraft, talk: ThemeTalk | None, act: TalkAct | None) -> bool:
    """What became of a technique: it is taken up, it helped, it did not; whether that was told."""
    scene = draft.scene
    technique = _last_technique(scene)
    if (technique is None and (talk is None or not scene.before)) or _accepts(scene, None):
        return False
    if act is TalkAct.TOOK_UP:
        is_taken = (
            any(offer.is_taken and offer.name == technique.name for offer in scene.offers)
            if technique
            else False
        )
        _tell(draft, technique, _RUNNING if is_taken else _TAKEN_UP, _TAKEN_UP_BARE)
        draft.ask(_FIRST_STEP if technique is None else _WHEN, _source(technique))
    elif act is TalkAct.HELPED:
        _tell(draft, technique, _HELPED, _HELPED_BARE)
        draft.ask(_NOTICED, _source(technique))
    elif act is TalkAct.FAILED:
        _tell(draft, technique, _FAILED, _FAILED_BARE)
        draft.ask(_WHAT_HAPPENED, _source(technique))
        if technique is not None and (talk is None or not talk.wants_ears):
            _teach_another(draft, talk, technique)
    else:
        return False
    return bool(draft.observations)


def _last_technique(scene: Scene) -> Technique | None:
    """The one that was proposed last in this conversation."""
    return next((TECHNIQUE_OF[name] for name in scene.techniques if name in TECHNIQUE_OF), None)


def _source(technique: Technique | None) -> tuple[str, ...]:
    return (COACH,) if technique is None else (technique.source,)


def _tell(
    draft: ReplyDraft,
    technique: Technique | None,
    named: tuple[str, ...],
    bare: tuple[str, ...],
) -> None:
    """Say it with the technique's name, and in words of the hour where all was said."""
    at = clock(draft.scene.context.now, draft.scene.context)
    answers = len(draft.scene.before)
    last = (f"Noted at {at}.", f"Noted at {at}, {answers} answers in.")
    texts = (
        [_begun(text.format(title=technique.title)) for text in named] if technique else list(bare)
    )
    draft.say_first([*texts, *last], _source(technique))


def _begun(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _teach_another(draft: ReplyDraft, talk: ThemeTalk | None, failed: Technique) -> None:
    """Another technique, for the theme that is talked of or else for what the last one was for."""
    if talk is not None and talk.theme.techniques:
        _advise(draft, talk)
    else:
        teach(draft, tuple(failed.detectors), tuple(failed.feelings))


def _advise(draft: ReplyDraft, talk: ThemeTalk) -> bool:
    """One thing to try: a technique for the theme, or something small where life is what is talked of."""
    theme = talk.theme
    if theme.is_of_life:
        step = draft.fresh(_SMALL_STEPS)
        return step is not None and draft.offer(step, (COACH,))
    at = clock(draft.scene.context.now, draft.scene.context)
    purposes = [f"For {theme.noun}", f"Another one for {theme.noun}", f"For {theme.noun}, at {at}"]
    if teach_one_of(draft, theme.techniques, purposes):
        return True
    felt = set(chain.from_iterable(TECHNIQUE_OF[name].feelings for name in theme.techniques[:1]))
    others = [technique.name for technique in TECHNIQUES if felt & set(technique.feelings)]
    return teach_one_of(draft, others, purposes)


def _say_a_figure(draft: ReplyDraft, talk: ThemeTalk) -> None:
    """A figure of the record on the theme, where it has one that was not said."""
    for statement, sources in _figures(talk, draft.scene):
        if draft.say(statement, sources):
            return


def _is_taught(scene: Scene, talk: ThemeTalk) -> bool:
    """Whether something to try was proposed for this theme, or can not be."""
    names = set(talk.theme.techniques)
    return not names or bool(names & set(scene.techniques))


def _figures(talk: ThemeTalk, scene: Scene) -> Iterator[tuple[str, tuple[str, ...]]]:
    for detector in talk.theme.detectors[:1]:
        for figure in figures_on(detector, scene.context):
            yield figure.statement, (figure.source,)


def _mirror(draft: ReplyDraft, talk: ThemeTalk) -> None:
    """The trader's own words: with the name of the feeling at first, said back or quoted later; a few words are not."""
    scene = draft.scene
    quote = quote_of(scene.words, talk.theme)
    at = clock(scene.context.now, scene.context)
    last = [f'"{quote}", at {at}.', f'"{quote}", at {at}, {len(scene.before)} answers in.']
    if talk.turns == 0:
        texts = [text.format(quote=quote) for text in (*talk.theme.opens, *_MIRRORS)]
        draft.say_first([*texts, *last], _sources(scene, talk))
    elif len(quote.split()) >= FEWEST_SAID_BACK and talk_act_of(scene.words) is None:
        start = talk.turns % len(_MIRRORS)
        texts = [text.format(quote=quote) for text in (*_MIRRORS[start:], *_MIRRORS[:start])]
        if is_of_oneself(quote):
            texts.insert(0, f"{said_back(quote)}.")
        draft.say_first([*texts, *last], _sources(scene, talk))


def _sources(scene: Scene, talk: ThemeTalk) -> tuple[str, ...]:
    """The feeling that the words show, where it is of the theme; else what the coach heard."""
    for reason in scene.emotion.reasons:
        if reason.source.removeprefix(FEELING) in talk.theme.feelings:
            return (reason.source,)
    return (COACH,)


def _ask(draft: ReplyDraft, talk: ThemeTalk) -> None:
    """One question: on what was just said where it gives a handle, else the next of the theme."""
    theme, scene = talk.theme, draft.scene
    own = list(questions_on(scene.words)) if talk.turns else []
    first = theme.first[:1] if talk.turns == 0 else ()
    at = clock(scene.context.now, scene.context)
    last = (
        f"What is it like now, at {at}?",
        f"And at {at}, {len(scene.before)} answers in, what is it like?",
    )
    draft.ask([*first, *own, *theme.asks, *theme.first, *_MORE, *last], _sources(scene, talk))
