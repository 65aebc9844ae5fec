"""What the coach says by rules: data. Each line stands on what stands out (`standouts`), and names it in its slots.

An observation and a step always have a slot: a sentence that would fit anybody is none of the coach's. They speak of
what was done, never of what somebody is. A question is about the same thing as the observation before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.features.coaching.models import Phase, SessionType
from backend.features.rulebook.models import Promise, Trigger

PSYCHOLOGY, DISCIPLINE, RISK = SessionType.PSYCHOLOGY, SessionType.DISCIPLINE, SessionType.RISK_MANAGEMENT
PRE, IN, POST = Phase.PRE_MARKET, Phase.IN_SESSION, Phase.POST_MARKET


@dataclass(frozen=True, slots=True)
class Step:
    """One concrete step; with a promise it can be made a commitment."""

    text: str
    trigger: Trigger | None = None
    promise: Promise | None = None
    count: int | None = None
    minutes: int | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Phrases:
    """What is said of one thing that stands out.

    Attributes:
        observe: ways to name it.
        ask: questions by phase of the day; those of `types` come before them.
        types: questions that a type of session asks first.
        steps: what could be agreed.
    """

    observe: tuple[str, ...]
    ask: Mapping[Phase, tuple[str, ...]]
    types: Mapping[SessionType, tuple[str, ...]] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()


def _always(*questions: str) -> dict[Phase, tuple[str, ...]]:
    return dict.fromkeys(Phase, questions)


PHRASES: dict[str, Phrases] = {
    "locked": Phrases(
        observe=(
            "Your own rulebook has the session {state} until {until}: {reason}",
            "By the limits that you wrote, you are {state} until {until}: {reason}",
        ),
        ask={
            PRE: (
                "What has to be different at {until} than it was when this began?",
                "What will you look at first at {until}, and what will you leave alone?",
            ),
            IN: (
                "What will you do between now and {until}, away from the chart?",
                "What would you tell the one who wrote this limit if you traded before {until}?",
            ),
            POST: (
                "Which trade of today was the first that led to this, and what came just before it?",
                "What would you write to yourself for {until}, in one sentence?",
            ),
        },
        types={RISK: ("What did this limit save you from today, in R, if you had gone on as before?",)},
        steps=(Step("Until {until} the platform stays closed, and you write one line on what brought it to this."),),
    ),
    "fresh_loss": Phrases(
        observe=(
            "Your {direction} {instrument} closed {minutes} ago at {result}.",
            "{minutes} ago the {direction} {instrument} ended at {result}.",
        ),
        ask={
            PRE: (
                "If that {instrument} trade had never been made, what would your plan for the next one be?",
                "What of the {direction} {instrument} do you carry into the open, and what can stay here?",
            ),
            IN: (
                "What would the next entry have to show that the {direction} {instrument} did not?",
                "If your account stood where it was before that {instrument} trade, would you take the next one?",
            ),
            POST: (
                "At which moment did you know that the {direction} {instrument} was wrong, and what did you do then?",
                "What was the {instrument} trade worth as a decision, leaving out {result}?",
            ),
        },
        types={DISCIPLINE: ("Which line of your plan did the {direction} {instrument} keep, and which did it not?",)},
        steps=(
            Step("Make the gap a rule: after a loss such as {result}, {pause} minutes without an entry.",
                 Trigger.AFTER_LOSS, Promise.PAUSE, minutes=20),
            Step("Before the next entry, write down in one line why the {instrument} trade at {result} is not its reason."),
        ),
    ),
    "quick_entries": Phrases(
        observe=("{sentence}", "From your own trades: {sentence}"),
        ask=_always(
            "What do you see in the first {window} minutes after a loss that you would not see without it?",
            "Which of those {n} entries would you have taken an hour later?",
        ),
        types={RISK: ("What did those {n} entries cost you beyond what the others bring?",)},
        steps=(
            Step("Your own {n} quick entries speak for a pause: after a loss, {pause} minutes without an entry.",
                 Trigger.AFTER_LOSS, Promise.PAUSE, minutes=20),
        ),
    ),
    "losing_run": Phrases(
        observe=(
            "Your last {count} trades lost{together}; {planned} of them had a plan before the fill.",
            "{count} losses in a row{together}, {planned} of them planned.",
        ),
        ask={
            PRE: (
                "Which of these {count} would you take again today, exactly as it was?",
                "What would you have to see before the open to leave out a trade like these {count}?",
            ),
            IN: (
                "Which of these {count} losses followed your plan, and which did not?",
                "What do the {count} have in common that you can see without a chart?",
            ),
            POST: (
                "Which one of the {count} was already wrong when you clicked, and how could you tell?",
                "Which of the {count} was a good trade that lost?",
            ),
        },
        types={
            RISK: ("At which size would one more loss after these {count} change nothing for you?",),
            PSYCHOLOGY: ("After which of the {count} did the next one stop being about the chart?",),
        },
        steps=(
            Step("After {count} in a row, agree on the end: {stop_at} losses in a row, and the day is over.",
                 Trigger.AFTER_LOSSES, Promise.STOP_FOR_THE_DAY, count=3),
            Step("Trade the next one at half the size of the {count} before it.", Trigger.AFTER_LOSS,
                 Promise.REDUCE_SIZE, percent=50),
        ),
    ),
    "oversize": Phrases(
        observe=(
            "The {direction} {instrument} had a size of {size}; your usual one is {usual}, over {n} trades.",
            "{size} on {instrument} is {ratio} times your usual {usual}.",
        ),
        ask={
            PRE: (
                "What would make you take {usual} instead of {size} on {instrument} today?",
                "Who decides the size of the next {instrument} trade: you now, or you at the click?",
            ),
            IN: (
                "What was different about this {instrument} trade that it got {ratio} times the size?",
                "Could you watch {instrument} go to the stop at {size} without touching anything?",
            ),
            POST: (
                "When did {usual} become {size}: before the entry, or in the click?",
                "What did {size} on {instrument} make you do with the exit that {usual} would not have?",
            ),
        },
        types={RISK: ("How much of the account does the stop of {size} {instrument} cost, and what do you allow?",)},
        steps=(
            Step("The next {instrument} trade has {usual}, decided before the chart is open."),
            Step("After a loss, at most half the size: on {instrument} that is half of what you had before.",
                 Trigger.AFTER_LOSS, Promise.REDUCE_SIZE, percent=50),
        ),
    ),
    "unplanned": Phrases(
        observe=(
            "{unplanned} of your last {of} trades had no plan before the fill{premium}.",
            "Of the last {of}, {unplanned} began without a plan{premium}.",
        ),
        ask={
            PRE: (
                "Which one trade of today is worth a plan before the open: which level, stop and target?",
                "What would you have to see today to leave out the kind of trade that made up those {unplanned}?",
            ),
            IN: (
                "The next trade that you have in mind: at which price is it wrong?",
                "What would it cost you to write the next one down before you click?",
            ),
            POST: (
                "What did you see in the latest of the {unplanned} that made you enter without writing it down?",
                "Which of the {unplanned} would have survived being written down first?",
            ),
        },
        types={DISCIPLINE: ("What makes the {unplanned} without a plan easier to take than the ones with one?",)},
        steps=(Step("Write one plan before the next entry; I hold the fill against it, and {unplanned} of {of} gets smaller."),),
    ),
    "adherence": Phrases(
        observe=(
            "The {direction} {instrument} of {day} kept {score} of 100 of its plan{broken}.",
            "Against its plan, the {direction} {instrument} of {day} stands at {score} of 100{broken}.",
        ),
        ask={
            PRE: (
                "Which of these rules is the hardest to keep on {instrument}, and what would make it easier today?",
                "Which line of the next {instrument} plan would you bet on breaking, and why do you leave it so?",
            ),
            IN: (
                "Which rule went first in that {instrument} trade, and what was on the screen then?",
                "Which rule of the {instrument} plan can you keep in the next five minutes?",
            ),
            POST: (
                "Which rule went first in the {instrument} trade, the entry, the stop, the size or the exit?",
                "If you could keep one more rule on the next {instrument} trade, which one pays the most?",
            ),
        },
        types={RISK: ("Did what was broken on {instrument} change the money at risk, and by how much?",)},
        steps=(Step("On the next planned {instrument} trade, tick each rule before the fill; {score} is what to beat."),),
    ),
    "named": Phrases(
        observe=(
            "The {direction} {instrument} of {day}: {result}{held}{planned}.",
            "You brought the {direction} {instrument} of {day}, {result}{held}{planned}.",
        ),
        ask={
            PRE: (
                "What of the {instrument} trade of {day} do you want to do again today, and what not?",
                "If the {instrument} trade of {day} came back this morning, what would you wait for?",
            ),
            IN: (
                "What is the {instrument} trade of {day} doing to the one that you look at now?",
                "What would you want to know now that you did not in the {instrument} trade of {day}?",
            ),
            POST: (
                "In the {instrument} trade of {day}, at which point did you decide the least freely?",
                "What would somebody who watched the {instrument} trade of {day} have seen you do?",
            ),
        },
        types={
            PSYCHOLOGY: ("What did you feel in the minute before the entry of that {instrument} trade?",),
            DISCIPLINE: ("Which of your rules did the {instrument} trade keep, and which one did it bend?",),
            RISK: ("What was the risk of the {instrument} trade in money before it, and did the size fit it?",),
        },
        steps=(Step("Write down for the {instrument} trade of {day} the one decision that you would make otherwise."),),
    ),
    "commitment_broken": Phrases(
        observe=(
            'You promised yourself: "{statement}" It was called for {occasions} and broken {broken}.',
            'Of your promise "{statement}" {broken} of {occasions} did not hold.',
        ),
        ask={
            PRE: (
                "What will be in front of you today when that promise is called for?",
                "Is that promise small enough for a bad day, and what would make it so?",
            ),
            IN: (
                "What would make that promise easy to keep in the next hour?",
                "Where will you be when it is called for the next time, and what will you do with your hands?",
            ),
            POST: (
                "What happened in the minute before that promise broke the last time?",
                "What did breaking it give you, for how long?",
            ),
        },
        types={DISCIPLINE: ("What did the times that it held have that the {broken} did not?",)},
        steps=(Step('Say "{statement}" aloud before the next entry, or end it and make one that is smaller.'),),
    ),
    "commitment_kept": Phrases(
        observe=(
            'Your promise "{statement}" was called for {occasions} and held each time.',
            'Called for {occasions}, held each time: "{statement}"',
        ),
        ask=_always(
            "What made that promise hold, and which other moment of your day could use the same?",
            "What did keeping that promise leave you free to do?",
        ),
        steps=(Step('Keep "{statement}" as it is for the next ten sessions before you change anything about it.'),),
    ),
    "pattern": Phrases(
        observe=(
            "In your record: {description}, {events}{last}.",
            "The pattern that stands out in your trades: {description}, {events}{last}.",
        ),
        ask={
            PRE: (
                "Under which circumstances would {name} come up today, and what will you do at that moment?",
                "What came just before {name} the last time, and can it come today?",
            ),
            IN: (
                "How would you notice {name} now, before the order is sent?",
                "Is what you want to do next more like {name} or more like your plan?",
            ),
            POST: (
                "Was there a moment today that was close to {name}, and what turned it?",
                "What happened just before {name} the last time that it is on record?",
            ),
        },
        types={RISK: ("What has {name} cost you at the size that you traded then?",)},
        steps=(Step("For the next five sessions, mark each trade in which {name} was near, whether or not it came to it."),),
    ),
    "check_in": Phrases(
        observe=("Your check-in of today says {low}.", "You came to today with {low}, by your own check-in."),
        ask={
            PRE: (
                "With {low}, which trade will you leave out that you would take on a better day?",
                "What is the least that you want from a day with {low}?",
            ),
            IN: (
                "Has {low} shown in an entry or an exit of today yet?",
                "What would you do in the next hour with a clear head that you would not with {low}?",
            ),
            POST: (
                "Where in today's trades do you see {low}, and where not at all?",
                "What could the evening do about {low} before the next open?",
            ),
        },
        types={RISK: ("What size fits a day with {low}?",)},
        steps=(Step("With {low}: half the usual number of trades today, written down before the first one."),),
    ),
    "no_check_in": Phrases(
        observe=("There is no check-in for {day} yet.", "You have not said yet how you come to {day}."),
        ask=_always(
            "How did you sleep, and what is the one thing that you want to keep to on {day}?",
            "Before {day} begins: how are mood, focus and stress, from 1 to 5?",
        ),
        steps=(Step("Write the check-in of {day} before the first trade; after it, it is locked."),),
    ),
    "open_trade": Phrases(
        observe=(
            "You hold {direction} {size} {instrument} from {entry}, {stop}.",
            "Open right now: {direction} {size} {instrument}, entered at {entry}, {stop}.",
        ),
        ask={
            PRE: (
                "What would have to happen to {instrument} before the open for you to be out?",
                "What does the {instrument} trade do to what else you want to trade today?",
            ),
            IN: (
                "At which price is the idea behind the {instrument} trade wrong, whatever it costs?",
                "What would have to happen in {instrument} for you to leave before the stop?",
            ),
            POST: (
                "What is the reason to hold the {instrument} trade into the next session?",
                "Was holding {instrument} over the close decided before the entry, or after it?",
            ),
        },
        types={RISK: ("What does {instrument} cost you if it gaps through {entry} against you tonight?",)},
        steps=(Step("Write the exit of the {instrument} trade down now, as a price, before it moves again."),),
    ),
    "open_without_stop": Phrases(
        observe=(
            "You hold {direction} {size} {instrument} from {entry}, and no stop is on record.",
            "Open without a stop on record: {direction} {size} {instrument} from {entry}.",
        ),
        ask=_always(
            "At which price is the idea behind the {instrument} trade wrong, and what keeps the stop from standing there?",
            "What would you lose on {instrument} before you acted, and who decides that at that moment?",
        ),
        steps=(Step("Put a stop on the {instrument} trade, at the price where the reason for {entry} is gone."),),
    ),
    "plan": Phrases(
        observe=(
            'Your plan "{title}" is alive: {direction} {size} {instrument}, stop {stop}.',
            'Written down and waiting: "{title}", {direction} {instrument} with a stop at {stop}.',
        ),
        ask={
            PRE: (
                'What must you see before the entry of "{title}", and what would make you drop it?',
                'If "{title}" runs away without you, what do you do in the ten minutes after it?',
            ),
            IN: (
                'Is what you look at now the trade of "{title}", or another one?',
                'What must be there before "{title}" is filled, and is it there?',
            ),
            POST: (
                '"{title}" was not filled today: what did waiting for it teach you?',
                'Is "{title}" still true after today, and what would end it?',
            ),
        },
        types={RISK: ('What does the stop of "{title}" at {stop} cost with {size}, and does that fit your day?',)},
        steps=(Step('Today only "{title}" and what else you write down before the fill.'),),
    ),
    "winning_run": Phrases(
        observe=("Your last {count} trades won{together}.", "{count} wins in a row{together}."),
        ask={
            PRE: (
                "After {count} wins, which of your rules is the first that you bend?",
                "What did you do before these {count} that you want to do again this morning?",
            ),
            IN: (
                "Is the size of the next trade the one that you had before these {count} wins?",
                "What would you have seen in the next trade before these {count} wins?",
            ),
            POST: (
                "Which of the {count} wins was the worst trade, however it ended?",
                "How much of these {count} was the plan, and how much was the market?",
            ),
        },
        types={RISK: ("What would one loss at your present size take back of these {count}?",)},
        steps=(Step("The next trade after these {count} has the size of the first of them."),),
    ),
    "day": Phrases(
        observe=(
            "Today so far: {trades}, {net}, {r} R.",
            "The day stands at {net} after {trades}, {r} R.",
        ),
        ask={
            PRE: (
                "With {net} on the day already, what is the next trade for?",
                "After {trades} already, what makes the next one different?",
            ),
            IN: (
                "How much more would you lose today before you stop, and where is that written down?",
                "What would end this day well from {net}, without another trade?",
            ),
            POST: (
                "Which trade of today would you take again tomorrow, exactly as it was?",
                "What would have made today a good day at the same {net}?",
            ),
        },
        types={DISCIPLINE: ("How many of today's {trades} were in your head before the open?",)},
        steps=(Step("Write down one sentence on today, {net}, before you look at a chart again."),),
    ),
    "figures": Phrases(
        observe=("{sentence}", "Your record says: {sentence}"),
        ask={
            PRE: (
                "With {value} R a trade over {n}, what would you change today, and what would you leave alone?",
                "Which trade of the last {n} was your best decision, and can you look for that one today?",
            ),
            IN: (
                "Does the trade that you look at belong to those that lift {value} R, or to those that lower it?",
                "Which of your setups makes {value} R a trade, and is this one of it?",
            ),
            POST: (
                "Which one habit behind these {n} trades would you keep if you could keep only one?",
                "Which kind of trade would you leave out of the next {n}?",
            ),
        },
        types={RISK: ("At {value} R a trade over {n}, what risk a trade lets you sleep through a run of losses?",)},
        steps=(Step("Take the next ten trades at one size, and hold them against {value} R over {n}."),),
    ),
    "memory_goal": Phrases(
        observe=('You told me on {day}: "{statement}"', 'Your words of {day}: "{statement}"'),
        ask={
            PRE: ("What is the smallest thing that you can do for that today?", "How will you know tonight that you did?"),
            IN: ("Does what you are about to do bring you nearer to it?", "What would that ask of you in the next hour?"),
            POST: ("What did today do for that, and what against it?", "What would one step more of it look like tomorrow?"),
        },
        steps=(Step('Write "{statement}" beside your check-in, with one number by which today counts.'),),
    ),
    "memory": Phrases(
        observe=('You told me on {day}: "{statement}"', 'Your words of {day}: "{statement}"'),
        ask={
            PRE: ("How will you notice today that it is as you said?", "When was it last so, and what came before it?"),
            IN: ("Is this such a moment?", "What would you do now if you took your own words seriously?"),
            POST: ("Was there such a moment today, and what did you do with it?", "Is it still so, or has it changed?"),
        },
        steps=(Step('Mark the trades of this week in which "{statement}" was so, and we look at what they made.'),),
    ),
    "last_step": Phrases(
        observe=('After our session of {day} you wanted to: "{step}"', 'On {day} we agreed: "{step}"'),
        ask=_always("Did you, and what helped or got in the way?", "What came of it, in one example?"),
        steps=(Step('Keep "{step}" for one more week, or say what would be a better one.'),),
    ),
    "training": Phrases(
        observe=("{sentence}", "Beside the real trades: {sentence}"),
        ask=_always(
            "What do you allow yourself in training that you do not with money, or the other way round?",
            "Which of your training habits would be worth the most with money?",
        ),
        steps=(Step("Take one real trade this week exactly as you would in training, where {value} R is your mean."),),
    ),
    "last_trade": Phrases(
        observe=(
            "The latest of your {n} closed trades is the {direction} {instrument} of {day}: {result}{held}{planned}.",
            "On record are {n}; the last one, {direction} {instrument} of {day}, ended at {result}{planned}.",
        ),
        ask={
            PRE: (
                "What did the {instrument} trade of {day} show you that you can use in the next one?",
                "What of the {instrument} trade of {day} was in your hands?",
            ),
            IN: (
                "How is what you look at now like the {instrument} trade of {day}, and how is it not?",
                "What would the {instrument} trade of {day} have needed to be one that you plan?",
            ),
            POST: (
                "Which decision in the {instrument} trade of {day} was the one that mattered?",
                "What did you expect of the {instrument} trade of {day}, and when did you stop expecting it?",
            ),
        },
        types={
            DISCIPLINE: ("What had you written down before the {instrument} trade of {day}?",),
            RISK: ("What did the {instrument} trade of {day} put at risk, in money?",),
        },
        steps=(Step("Log the next trade with its stop and a plan, and we compare it with the {instrument} of {day}."),),
    ),
    "empty": Phrases(
        observe=(
            "There are no closed trades of yours on record yet, so I can only go by what you tell me.",
            "Your record is still empty: what I say can only stand on your words.",
        ),
        ask={
            PRE: (
                "What do you plan to trade first, and at which price would you be wrong?",
                "What is the one thing that you want to keep to in the first trade?",
            ),
            IN: (
                "What happened, on which trade, and what did you feel just before it?",
                "What are you looking at, and what would make you leave it alone?",
            ),
            POST: (
                "Which trade of today do you want to understand, and what did it look like before the entry?",
                "What did you decide today that you would decide again?",
            ),
        },
        types={
            DISCIPLINE: ("Which one rule do you want to be held to first?",),
            RISK: ("What may one trade cost you, and what may one day?",),
        },
        steps=(Step("Log one trade with its stop; from then on I speak from your own record."),),
    ),
}  # fmt: skip
"""By what stands out, as `standouts` names it."""

FEELINGS: dict[str, tuple[str, ...]] = {
    "revenge": (
        "What would this trade be if your account stood exactly where it was this morning?",
        "Who would you be trading against, the market or the last trade?",
    ),
    "fomo": (
        "At which price did your plan say to enter, and how far away is the market now?",
        "What would the same move look like tomorrow, if you let this one go?",
    ),
    "fear": (
        "Which loss, in money, could you take and still sleep?",
        "What is the worst that your stop allows, and is it that which frightens you, or something else?",
    ),
    "anger": (
        "What exactly made you angry: the market, or something that you did?",
        "What would you do with this hour if the platform were closed?",
    ),
    "tilt": (
        "What is the one thing that you will do after you close the platform?",
        "At which trade did it begin?",
    ),
    "greed": (
        "What do you do, step by step, if it goes to your stop first?",
        "What would you say of this size if a friend showed it to you?",
    ),
    "moved_stop": (
        "Where was the first stop, and what did you learn between then and now?",
        "If you were flat, would you enter here with the stop where it is now?",
    ),
    "tired": (
        "Which decision of today needs you rested, and can it wait until tomorrow?",
        "What would you have done differently in the last trade after a night of sleep?",
    ),
    "shame": (
        "What exactly did you do, in one sentence without a judgement in it?",
        "Which part of it was the decision, and which part was the outcome?",
    ),
    "frustration": (
        "What had you expected to happen by now, and where was that written down?",
        "Which part of this was yours to decide?",
    ),
    "elation": (
        "Which of your rules looks unnecessary right now?",
        "What size would you trade now if the last trade had lost?",
    ),
    "regret": (
        "What did you know at that moment, without what you know now?",
        "What would you have to see next time to act otherwise, and can you write it down?",
    ),
    "calm": (
        "What did you do today that brought you there, and can you do it again tomorrow?",
        "Which decision can you make now that is hard when you are not calm?",
    ),
}
"""What is asked about a feeling that the words show."""

FELT = ('You wrote "{words}".', 'Your words: "{words}".')
KEEPS_RULES = "What I go by does not change with a message; we can go on with your trading."
