"""What is said to a question: the answer of the record, or that it does not know it and what would make it known."""

from collections.abc import Mapping

from backend.features.coach.rule_coach.phrases.lines import Phrases, Step, always

PHRASES: Mapping[str, Phrases] = {
    "leak": Phrases(
        observe=(
            "Your biggest measured leak is {name}, {r} R. {description}. {cost}.{rest}",
            "By what it cost, it is {name}: {r} R. {cost}.{rest}",
        ),
        ask=always(
            "What comes just before {name}, and what could stand in its way there?",
            "What would you do at that moment instead of {name}, in one sentence?",
        ),
        steps=(
            Step(
                "Take {name} alone for the next five sessions, and mark each trade in which it was near."
            ),
        ),
    ),
    "leak_unmeasured": Phrases(
        observe=(
            "None of your patterns has a measured cost yet, so there is no honest number. The gravest: {description}."
            " {cost}.",
            "I have no number that would hold. What weighs most so far: {description}. {cost}.",
        ),
        ask=always(
            "What do you think {name} costs you, and on which trades would you see it?",
            "Where would {name} have to show in your results for you to believe it?",
        ),
        steps=(
            Step(
                "Log every trade with its stop: the cost of {name} is measured in R, and needs it."
            ),
        ),
    ),
    "leak_unknown": Phrases(
        observe=(
            "Your record has no pattern yet, so no leak has a number: it holds {trades}.",
            "With {trades} and no pattern on record I cannot name a leak.",
        ),
        ask=always(
            "With {trades} on record, which of your habits do you suspect, and what would show it?",
            "Which mistake would you look for first in {trades}?",
        ),
        steps=(
            Step(
                "Beyond {trades}, log each one with its stop and its plan: a leak is measured from them."
            ),
        ),
    ),
    "pattern_none": Phrases(
        observe=(
            "Your record shows no pattern of {name}, over {trades}.",
            "I looked for {name} in {trades}: no pattern is on record.",
        ),
        ask=always(
            "In {trades}, which one made you think of {name}?",
            "When was it closest to {name}, and what did you do then?",
        ),
        steps=(
            Step(
                "Beyond {trades}, log each with its times, its plan and each move of its stop: in these {name} would show."
            ),
        ),
    ),
    "pattern_unknown": Phrases(
        observe=(
            "Your record has no closed trade yet, so it cannot say whether {name} is yours.",
            "Whether {name} is a habit of yours I cannot know yet: there is no closed trade on record.",
        ),
        ask=always(
            "What did {name} look like the last time, on which trade?",
            "What happened just before {name}, as you remember it?",
        ),
        steps=(
            Step("Log the trade with its stop and its plan; each one is looked at for {name}."),
        ),
    ),
    "named_together": Phrases(
        observe=(
            "You brought {count} trades: {each}. Seen together, {together}.",
            "The {count} trades are these: {each}. In sum, {together}.",
        ),
        ask=always(
            "What do these {count} have in common in the minute before the entry?",
            "Which one of the {count} would you take again exactly as it was, and why that one?",
        ),
        steps=(
            Step("Write one line under each of the {count}: what you saw, and what you decided."),
        ),
    ),
    "last_trade_judged": Phrases(
        observe=(
            "Your last trade, the {direction} {instrument} of {day}: {result}{held}{planned}. {judged}.",
            "{judged}. That is the {direction} {instrument} of {day}, {result}{held}{planned}.",
        ),
        ask=always(
            "What did you know before that {instrument} trade, without what you know now?",
            "Would you take the {instrument} trade of {day} ten times in a row, as it was?",
        ),
        steps=(
            Step(
                "Write for the {instrument} trade of {day} whether you would take it again, and the reason."
            ),
        ),
    ),
    "last_trade_none": Phrases(
        observe=(
            "There is {trades} on record, so there is no last trade that I could look at.",
            "I cannot see your last trade: there is {trades} on record yet.",
        ),
        ask=always(
            "What was the plan of that trade, with {trades} on record to read it from?",
            "What did you decide before the entry, as there is {trades} that tells it?",
        ),
        steps=(
            Step(
                "There is {trades} so far: log this one with its stop, and we look at it as a decision."
            ),
        ),
    ),
    "promise": Phrases(
        observe=(
            'You promised yourself: "{statement}" On record {kept}.',
            '"{statement}" On record {kept}.',
        ),
        ask=always(
            'When "{promise}" was called for last, what made it hold, or break?',
            'What will be in front of you when "{promise}" is called for the next time?',
        ),
        steps=(Step('Read "{promise}" once before the first entry of the day.'),),
    ),
    "promise_more": Phrases(
        observe=(
            "Of your {count} promises these are the others: {each}",
            "There are {count} in all; also: {each}",
        ),
        ask=always("Which of the {count} matters most?", "Which of the {count} would you end?"),
    ),
    "promise_span": Phrases(
        observe=(
            "I count a promise since it was made, {many} occasions in all, and not by the week.",
            "These counts, {many} occasions, run since each promise was made; they are not of one week.",
        ),
        ask=always("Which of the {many} do you remember?", "Which of the {many} was the hardest?"),
    ),
    "promise_none": Phrases(
        observe=(
            "Your record has no promise of yours yet, as of {day}. Say one, such as: if stopped, then 20 minutes off.",
            "As of {day} you have promised nothing that I know of. You could say: if stopped, then 20 minutes off.",
        ),
        ask=always(
            "Which one thing would you want to be held to from {day} on?",
            "After which moment would a promise help you most?",
        ),
    ),
    "compared": Phrases(
        observe=("{sentence}", "From your own trades: {sentence}"),
        ask=always(
            "What do you do differently {what}, in one of those {n} trades?",
            "Which of those {n} trades would you show as the example?",
        ),
        steps=(Step("Look at the {n} trades {what} once more, and note what the entries share."),),
    ),
    "compared_unknown": Phrases(
        observe=(
            "Your record has too little to compare trades {what} yet: it holds {trades}.",
            "I cannot compare your trades {what} from {trades}.",
        ),
        ask=always(
            "What do you expect to find {what}, before the record says it?",
            "What would you change if trades {what} came out worse?",
        ),
        steps=(Step("To know how it is {what}, log {needs}; five on each side begin to tell."),),
    ),
    "progress": Phrases(
        observe=("{sentence}", "Your figures, old and new. {sentence}"),
        ask=always(
            "Behind these {n} trades, what do you do now that you did not do at first?",
            "Which change of yours would you look for in these {n} trades?",
        ),
    ),
    "progress_patterns": Phrases(
        observe=("Getting rarer: {names}.", "What you do less often than before: {names}."),
        ask=always("What do you do instead of {names}?", "What helped against {names}?"),
    ),
    "progress_unknown": Phrases(
        observe=(
            "Your record has too little to show a direction yet: it holds {trades}.",
            "Whether it gets better I cannot say from {trades}.",
        ),
        ask=always(
            "What would be the first sign of it that {trades} could not show?",
            "Which one thing would you want to see change after {trades}?",
        ),
        steps=(
            Step(
                "Beyond {trades}, log each one with its stop: the last weeks are held against all before."
            ),
        ),
    ),
    "risk": Phrases(
        observe=(
            "By the limits that you wrote: {limits}. The number is yours; I hold you to it and name no other.",
            "Your own rulebook answers that: {limits}. I name no other number.",
        ),
        ask=always(
            "How many losses in a row can you take at that risk, and still trade as you planned?",
            "Does that limit still fit the account as it is now?",
        ),
    ),
    "risk_unknown": Phrases(
        observe=(
            "You have no limit on the risk of a trade, as of {day}; write one into a rulebook, and I hold you to it.",
            "As of {day} nothing in your rulebook says what one trade may cost, and that number must be yours.",
        ),
        ask=always(
            "What may one trade cost you, so that ten losses in a row would not change how you trade?",
            "Which loss, in money, would you not think about at dinner?",
        ),
    ),
    "risk_run": Phrases(
        observe=(
            "What it must survive is on record: your longest losing run is {count} trades.",
            "For scale, from your record: {count} losses in a row have happened.",
        ),
        ask=always(
            "What do {count} losses cost at that risk?",
            "Could you trade on after {count} losses at it?",
        ),
    ),
    "risk_usual": Phrases(
        observe=(
            "Your usual size on {instrument} is {size}, over {n} trades.",
            "On {instrument} you mostly trade {size}, the median of {n} trades.",
        ),
        ask=always(
            "What does {size} {instrument} cost at its stop?",
            "Is {size} {instrument} a size by plan or habit?",
        ),
    ),
    "stopping": Phrases(
        observe=(
            "Today you entered {trades} and exited {exits}, {net}, {r} R, and {limits}; so it is yours to decide.",
            "No rule decides it: {limits}. Today stands at {trades} entered and {exits} exited, {net}, {r} R.",
        ),
        ask=always(
            "What would the next trade be for, with the day at {net}?",
            "Is there a written plan that you would be leaving, or only the day at {net}?",
        ),
        steps=(
            Step(
                "Only a trade with a written plan from here on; without one the day ends at {net}."
            ),
        ),
    ),
    "limits": Phrases(
        observe=(
            "Your rulebook holds: {limits}.{adherence}",
            "The limits that you wrote: {limits}.{adherence}",
        ),
        ask=always(
            "Which of these {count} is the hardest to keep?",
            "Which of these {count} saved you the most so far, and on which day?",
        ),
    ),
    "limits_none": Phrases(
        observe=(
            "You have no limits in a rulebook, as of {day}; write one, and I hold you to it.",
            "As of {day} no rule of yours is written down, so I cannot say whether you keep any.",
        ),
        ask=always(
            "Which one rule would have saved you the most so far?",
            "Which one rule do you want to be held to from {day} on?",
        ),
    ),
}
