"""What is said of the process: plans, rules, promises, what was agreed."""

from backend.features.coach.rule_coach.phrases.lines import (
    DISCIPLINE,
    IN,
    POST,
    PRE,
    PSYCHOLOGY,
    RISK,
    Phrases,
    Step,
    always,
)

PHRASES: dict[str, Phrases] = {
    "unplanned": Phrases(
        observe=(
            "{planned} of your last {of} trades had a plan before the fill{premium}.",
            "Of the last {of} trades, {unplanned} began without a plan{premium}.",
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
        types={
            DISCIPLINE: (
                "What makes the {unplanned} without a plan easier to take than the ones with one?",
            )
        },
        steps=(
            Step("Write one plan before the next entry: the first one after {unplanned} without."),
        ),
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
        types={
            RISK: (
                "Did what was broken on {instrument} change the money at risk, and by how much?",
            )
        },
        steps=(
            Step(
                "On the next planned {instrument} trade, tick each rule before the fill; beat {score}."
            ),
        ),
    ),
    "commitment_broken": Phrases(
        observe=(
            'You promised yourself: "{statement}" It was called for {occasions}, and broken {broken}.',
            'Called for {occasions}, broken {broken}: "{statement}"',
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
        types={DISCIPLINE: ("What did the times that it held have that the others did not?",)},
        steps=(
            Step(
                'Say "{statement}" aloud before the next entry, or end it and make one that is smaller.'
            ),
        ),
    ),
    "commitment_kept": Phrases(
        observe=(
            'Your promise "{statement}" was called for {occasions} and held each time.',
            'Called for {occasions}, held each time: "{statement}"',
        ),
        ask=always(
            "What made that promise hold, and which other moment of your day could use the same?",
            "What did keeping that promise leave you free to do?",
        ),
        steps=(
            Step(
                'Keep "{statement}" as it is for the next ten sessions before you change anything about it.'
            ),
        ),
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
        types={
            RISK: (
                'What does the stop of "{title}" at {stop} cost with {size}, and does that fit your day?',
            )
        },
        steps=(Step('Today only "{title}" and what else you write down before the fill.'),),
    ),
    "last_step": Phrases(
        observe=(
            'After our session of {day} you wanted to: "{step}"',
            'On {day} we agreed: "{step}"',
        ),
        ask=always(
            "Did you, and what helped or got in the way?",
            "What came of it, in one example?",
        ),
        steps=(Step('Keep "{step}" for one more week, or say what would be a better one.'),),
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
            PSYCHOLOGY: (
                "What did you feel in the minute before the entry of that {instrument} trade?",
            ),
            DISCIPLINE: (
                "Which of your rules did the {instrument} trade keep, and which one did it bend?",
            ),
            RISK: (
                "What was the risk of the {instrument} trade in money before it, and did the size fit it?",
            ),
        },
        steps=(
            Step(
                "Write down for the {instrument} trade of {day} the one decision that you would make otherwise."
            ),
        ),
    ),
}
