"""What is said of the moment: runs, fresh losses, sizes, what is open."""

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
from backend.features.record.rulebook.models import CommitmentAction, CommitmentTrigger

PHRASES: dict[str, Phrases] = {
    "locked": Phrases(
        observe=(
            "You are {state} until {until}, by your own rule: {reason}",
            "Your own rulebook has the session {state} until {until}: {reason}",
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
        types={
            RISK: ("What did this limit save you from today, in R, if you had gone on as before?",)
        },
        steps=(
            Step(
                "One thing until {until}: the platform stays closed, and you write one line on what led here."
            ),
        ),
    ),
    "broken_now": Phrases(
        observe=(
            'You broke "{statement}" today: in {instrument} at {entered}, {gap} minutes after the loss of {lost}.',
            'Your promise "{statement}" did not hold at {entered}, {gap} minutes after the loss of {lost}.',
        ),
        ask=always(
            "What happened between {lost} and {entered}, minute by minute?",
            "What would have had to be in the way at {entered}?",
        ),
        steps=(
            Step("One thing now: the {pause} minutes of that promise, from this moment, no chart."),
        ),
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
        types={
            DISCIPLINE: (
                "Which line of your plan did the {direction} {instrument} keep, and which did it not?",
            )
        },
        steps=(
            Step(
                "Make the gap a rule: after a loss such as {result}, {pause} minutes without an entry.",
                CommitmentTrigger.AFTER_LOSS,
                CommitmentAction.PAUSE,
                minutes=20,
            ),
            Step(
                "Before the next entry, write in one line why the {instrument} trade at {result} is not its reason."
            ),
        ),
    ),
    "quick_entries": Phrases(
        observe=("{sentence}", "From your own trades: {sentence}"),
        ask=always(
            "What do you see in the first {window} minutes after a loss that you would not see without it?",
            "Which of those {n} entries would you have taken an hour later?",
        ),
        types={RISK: ("What did those {n} entries cost you beyond what the others bring?",)},
        steps=(
            Step(
                "Your own {n} quick entries speak for a pause: after a loss, {pause} minutes without an entry.",
                CommitmentTrigger.AFTER_LOSS,
                CommitmentAction.PAUSE,
                minutes=20,
            ),
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
            RISK: (
                "At which size would one more loss after these {count} change nothing for you?",
            ),
            PSYCHOLOGY: (
                "After which of the {count} did the next one stop being about the chart?",
            ),
        },
        steps=(
            Step(
                "After {count} in a row, agree on the end: {stop_at} losses in a row, and the day is over.",
                CommitmentTrigger.AFTER_LOSSES,
                CommitmentAction.STOP_FOR_THE_DAY,
                count=3,
            ),
            Step(
                "Trade the next one at half the size of the {count} before it.",
                CommitmentTrigger.AFTER_LOSS,
                CommitmentAction.REDUCE_SIZE,
                percent=50,
            ),
        ),
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
        types={
            RISK: (
                "How much of the account does the stop of {size} {instrument} cost, and what do you allow?",
            )
        },
        steps=(
            Step("The next {instrument} trade has {usual}, decided before the chart is open."),
            Step(
                "After a loss, at most half the size: on {instrument} that is half of what you had before.",
                CommitmentTrigger.AFTER_LOSS,
                CommitmentAction.REDUCE_SIZE,
                percent=50,
            ),
        ),
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
        types={
            RISK: (
                "What does {instrument} cost you if it gaps through {entry} against you tonight?",
            )
        },
        steps=(
            Step(
                "Write the exit of the {instrument} trade down now, as a price, before it moves again."
            ),
        ),
    ),
    "open_without_stop": Phrases(
        observe=(
            "You hold {direction} {size} {instrument} from {entry}, and no stop is on record.",
            "Open without a stop on record: {direction} {size} {instrument} from {entry}.",
        ),
        ask=always(
            "At which price is the idea behind the {instrument} trade wrong, and what keeps the stop from there?",
            "What would you lose on {instrument} before you acted, and who decides that at that moment?",
        ),
        steps=(
            Step(
                "Put a stop on the {instrument} trade, at the price where the reason for {entry} is gone."
            ),
        ),
    ),
    "day": Phrases(
        observe=(
            "Today so far: {trades} entered, {exits} exited, {net}, {r} R.",
            "The day stands at {net} after {trades} entered and {exits} exited, {r} R.",
        ),
        ask={
            PRE: (
                "With {net} on the day already, what is the next trade for?",
                "With the day at {net} already, what makes the next one different?",
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
}
