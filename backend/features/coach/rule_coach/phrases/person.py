"""What is said of the person and the record: patterns, check-ins, memories, figures."""

from backend.features.coach.rule_coach.phrases.lines import (
    DISCIPLINE,
    IN,
    POST,
    PRE,
    RISK,
    Phrases,
    Step,
    always,
)

PHRASES: dict[str, Phrases] = {
    "pattern": Phrases(
        observe=(
            "In your record: {description}{last}.{cost}",
            "What stands out in your trades: {description}{last}.{cost}",
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
        steps=(Step("For the next five sessions, mark each trade in which {name} was near."),),
    ),
    "overcome": Phrases(
        observe=(
            "You have put this behind you: {words}.",
            "What you changed shows on your record: {words}.",
        ),
        ask=always(
            "What did you do in place of {name}, and which habit of today could use the same?",
            "What keeps {name} away now, on a bad day?",
        ),
        steps=(
            Step("Keep what holds {name} off as it is, and write down in one line what that is."),
        ),
    ),
    "check_in": Phrases(
        observe=(
            "Your check-in of today says {low}.",
            "You came to today with {low}, by your own check-in.",
        ),
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
        steps=(
            Step(
                "For a day with {short}: half the usual number of trades, written down before the first one."
            ),
        ),
    ),
    "no_check_in": Phrases(
        observe=(
            "There is no check-in for {day} yet.",
            "You have not said yet how you come to {day}.",
        ),
        ask=always(
            "How did you sleep, and what is the one thing that you want to keep to on {day}?",
            "Before {day} begins: how are mood, focus and stress, from 1 to 5?",
        ),
        steps=(
            Step("Write the check-in of {day} before the first trade; after it, it is locked."),
        ),
    ),
    "memory_goal": Phrases(
        observe=('You told me on {day}: "{statement}"', 'Your words of {day}: "{statement}"'),
        ask={
            PRE: (
                "What is the smallest thing that you can do for that today?",
                "How will you know tonight?",
            ),
            IN: (
                "Does what you are about to do bring you nearer to it?",
                "What does that ask of the next hour?",
            ),
            POST: (
                "What did today do for that, and what against it?",
                "What would one step more look like tomorrow?",
            ),
        },
        steps=(
            Step(
                'Write "{statement}" beside your check-in, with one number by which today counts.'
            ),
        ),
    ),
    "memory": Phrases(
        observe=('You told me on {day}: "{statement}"', 'Your words of {day}: "{statement}"'),
        ask={
            PRE: (
                "How will you notice today that it is as you said?",
                "When was it last so, and what came before it?",
            ),
            IN: (
                "Is this such a moment?",
                "What would you do now if you took your own words seriously?",
            ),
            POST: (
                "Was there such a moment today, and what did you do with it?",
                "Is it still so, or has it changed?",
            ),
        },
        steps=(
            Step(
                'Mark the trades of this week in which "{statement}" was so, and we look at what they made.'
            ),
        ),
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
        types={
            RISK: (
                "At {value} R a trade over {n}, what risk a trade lets you sleep through a run of losses?",
            )
        },
        steps=(
            Step("Take the next ten trades at one size, and hold them against {value} R over {n}."),
        ),
    ),
    "training": Phrases(
        observe=("{sentence}", "Beside the real trades: {sentence}"),
        ask=always(
            "What do you allow yourself in training that you do not with money, or the other way round?",
            "Which of your training habits would be worth the most with money?",
        ),
        steps=(
            Step(
                "Take one real trade this week exactly as you would in training, where {value} R is your mean."
            ),
        ),
    ),
    "last_trade": Phrases(
        observe=(
            "{which} is the {direction} {instrument} of {day}: {result}{held}{planned}.",
            "{which}, {direction} {instrument} of {day}, ended at {result}{planned}.",
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
        steps=(
            Step(
                "Log the next trade with its stop and a plan, and we compare it with the {instrument} of {day}."
            ),
        ),
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
}
