"""Themes of the person: grief and strain, shame, regret, comparison, tiredness, fear at large, a low mood."""

from backend.features.coach.rule_coach.talks.theme import TalkTheme, spoken

_CLOSE = (
    r"(?:wife|husband|partner|girlfriend|boyfriend|mother|mom|mum|father|dad|son|daughter|kids?|child(?:ren)?|baby|brother|sister"
    r"|friend|grand\w+|dog|cat|parents?|family|boss|aunt|uncle|ex|mate|roommate)"
)

LIFE = TalkTheme(
    name="life",
    noun="what you carry",
    words=spoken(
        rf"my (?:\w+ )?{_CLOSE}\b[^.?!]{{0,40}}\b(?:died|dying|dead|passed|left|leaving|leaves|cancer|ill"
        rf"|sick|hospital|divorce|cheat\w*|fight|fighting|argu\w*"
        r"|fired|angry|crying|unhappy|moved out|surgery|pregnant|accident|upset|funeral)"
        rf"|(?:fight|fights|fought|fighting|argu(?:ed|ing|ment)|row|trouble|broke up|split up"
        rf"|problems) (?:with|between) (?:my |the )?{_CLOSE}"
        r"|divorc\w*|separation|break ?up|broke up|dumped me|left me\b|funeral|grie(?:f|ving)|mourning"
        r"|miscarriage|passed away|died\b|burial|hospice"
        rf"|lost (?:my|our|the|a|her|his) (?:\w+ )?{_CLOSE}\b|(?:stillborn|stillbirth|premature)\b"
        r"|lost my (?:job|mother|father|mom|mum|dad|wife|husband|son|daughter|brother|sister|dog|cat|home"
        r"|best friend)|laid off|got fired|unemployed"
        rf"|(?:put|putting|had to put)\b[^.?!]{{0,15}}\b{_CLOSE}\b[^.?!]{{0,10}}\b(?:to sleep|down)\b"
        r"|(?:biopsy|diagnos\w*|chemo\w*|surgery|custody|evict\w*|burglar\w*|car (?:crash|accident))"
        r"|(?:home|family|marriage|work|my job|life)\b[^.?!]{0,20}\b(?:is|are|was)? ?(?:falling apart"
        r"|a mess|hell|too much|chaos|stress\w*|killing me)"
        r"|stress(?:ed)? (?:at|from|about) (?:home|work|my job|the family|the kids)|newborn|moving house|exams?\b"
    ),
    opens=(
        'I am sorry. "{quote}" is larger than any chart.',
        '"{quote}": that is a lot to carry into a day, and I am sorry.',
    ),
    first=(
        "How are you with it, right now?",
        "What is the hardest part of it today?",
    ),
    asks=(
        "Who is with you in this, and do they know how it is for you?",
        "What has to be done today, and what of it could somebody else do?",
        "What would you want somebody to say to you, or to leave unsaid?",
        "When in the day does it reach you the most?",
        "Is there an hour in which it lets you go, and what do you do then?",
        "What would taking care of yourself look like tonight, in something small?",
        "Do you want the charts in this week at all, or would a week without them be a relief?",
        "Whom could you call this evening, only to not be alone with it?",
    ),
    why=(
        "Because it matters to you; there is nothing wrong with that, and nothing to fix in it.",
        "What is dear takes its room, and it takes it from everything else, the charts included.",
    ),
    feelings=("grief",),
    kin=frozenset({"low", "tired", "fear", "anger", "regret", "shame"}),
    is_of_life=True,
)
SHAME = TalkTheme(
    name="shame",
    noun="what you are ashamed of",
    words=spoken(
        r"asham\w*|embarrass\w*|humiliat\w*|guilt(?:y)?\b|(?:i'?m|im|i am|feel(?:ing)?(?: like)?"
        r"|such) (?:such )?(?:an? )?(?:total |complete |fucking |absolute )?(?:idiot|stupid|moron|failure"
        r"|loser|fraud|fool|joke|dumb\w*|donkey)\b"
        r"|(?:can'?t|couldn'?t|don'?t want to|dare) (?:tell|face|show|look)\b[^.?!]{0,30}|hid(?:e|ing"
        r"|den)? (?:it|the|my|this) |hate myself|disgust\w*|disappointed in myself|let (?:everyone|them"
        r"|my \w+|myself) down"
        r"|lied (?:to|about)|not good enough|should know better|know better"
    ),
    opens=(
        '"{quote}" has shame in it, and shame likes to stay alone; here it does not have to.',
        'That is a hard thing to say of oneself: "{quote}".',
    ),
    first=(
        "What happened, told as if you had watched a friend do it?",
        "In front of whom does it feel worst?",
    ),
    asks=(
        "What did you know at the time, and what do you only know since?",
        "Which part was a decision of yours, and which part was how it came out?",
        "What would you say to somebody you like who had done the same?",
        "Who knows of it, and what would change if one person did?",
        "What do you fear they would think, and have they ever thought so?",
        "What would making it right look like, in one small act?",
        "How long will you let it count against you, if you had to put down a date?",
    ),
    why=(
        "Shame says that it is you and not the thing you did, and that is why it wants to be hidden.",
        "What is hidden cannot be looked at by anybody kinder, so it stays as large as on the first day.",
    ),
    feelings=("shame",),
    techniques=(
        "kind_review",
        "distanced_self_talk",
        "end_of_day_letter",
        "decision_grade",
    ),
    kin=frozenset({"low", "regret", "tilt", "anger", "fear", "comparison", "life"}),
)
REGRET = TalkTheme(
    name="regret",
    noun="what you go back to",
    words=spoken(
        r"regret\w*|should(?:'?ve| have|a) (?:\w+ )?(?:held|sold|bought|closed|waited|stayed|taken"
        r"|listened|stopped|known|kept|not)|if only|why did(?:n'?t)? i\b"
        r"|(?:can'?t|cannot|couldn'?t) (?:let (?:it|that|this) go|get over|forgive myself"
        r"|stop (?:thinking|replaying))|replay\w*|keep thinking (?:about|of)|haunt\w*|left (?:so much"
        r"|money) on the table"
    ),
    opens=(
        'It is still with you: "{quote}".',
        '"{quote}": hindsight is speaking, and it speaks sharply.',
    ),
    first=(
        "Which moment of it do you go back to?",
        "What would you give to have done otherwise, and why that much?",
    ),
    asks=(
        "What did you see at that moment, without what came after?",
        "Was it a rule that you broke, or a rule that you do not have yet?",
        "What does going over it again protect you from?",
        "What would you have to write down so that it need not be remembered?",
        "If it had gone the other way by luck, would you think about it now?",
        "What does it want you to do differently next time, in one line?",
    ),
    feelings=("regret",),
    why=(
        "Looking back, the mind takes what came for what could be known, and judges you by it.",
        "It goes over it again to make it come out differently; a line in writing is what usually lets it stop.",
    ),
    techniques=(
        "reappraisal",
        "end_of_day_letter",
        "decision_grade",
        "kind_review",
        "missed_trade_list",
    ),
    kin=frozenset({"shame", "low", "fomo", "anger", "comparison"}),
)
COMPARISON = TalkTheme(
    name="comparison",
    noun="the measuring",
    words=spoken(
        r"compar(?:e|ing|ison)|jealous|env(?:y|ious)|(?:everyone|everybody|others|they all|all of them"
        r"|my (?:friend|buddy|brother|colleague)\w*)\b[^.?!]{0,30}\b(?:better|profitable|winning|ahead"
        r"|more than me|funded|rich|except me|but me)"
        r"|falling behind|left behind|(?:why am|am) i the only|(?:on|their|his|her) (?:twitter|instagram"
        r"|discord|youtube)\b[^.?!]{0,40}"
    ),
    opens=(
        'You measure yourself against them: "{quote}".',
        '"{quote}": that is a scale that always finds somebody above.',
    ),
    first=(
        "Whom do you have in mind when you say that?",
        "What do you believe that they have, besides the money?",
    ),
    asks=(
        "What do you not see of their year?",
        "By which measure did you last do well, whoever else was there?",
        "What would you do differently tomorrow if nobody posted anything?",
        "When does it sting the most, and where are you looking then?",
        "Where were you a year ago, on your own scale?",
        "What would be enough for you, in your own numbers?",
    ),
    why=(
        "What others show is their best hour, and it is compared with the whole of yours.",
        "A scale that others hold moves whenever they do, so it never says that it is enough.",
    ),
    feelings=("envy",),
    techniques=(
        "process_goals",
        "single_skill",
        "r_only_screen",
    ),
    kin=frozenset({"low", "shame", "fomo", "regret"}),
)
TIRED = TalkTheme(
    name="tired",
    noun="being this tired",
    words=spoken(
        r"(?:so |very |dead |really |just )?(?:tired|exhausted|drained|worn out|knackered|wiped)\b"
        r"|burn(?:ed|t)[- ]?out|burnout|(?:no|barely|hardly|little|didn'?t|can'?t|couldn'?t|bad) sleep"
        r"|slept (?:badly|poorly|\w+ hours?|like)"
        r"|insomnia|awake (?:all|since|half)|up all night|overwhelm\w*|too much (?:lately|right now"
        r"|at once|going on)|no energy|running on empty"
    ),
    opens=(
        'You are running low: "{quote}".',
        '"{quote}": that is a tired person at a desk that asks for a rested one.',
    ),
    first=(
        "What has been taking so much out of you?",
        "How long has it been like this?",
    ),
    asks=(
        "What would rest be for you, more than only sleep?",
        "What in your day could fall away this week without anybody missing it?",
        "What do you notice first in your decisions when you are this tired?",
        "When did you last wake up and look forward to the day?",
        "What keeps you at the screen when your body wants to leave?",
        "What could tonight look like, so that tomorrow is a little different?",
    ),
    why=(
        "A tired mind weighs the near gain more and the loss less, and feels no less sure while it does so.",
        "What is missing is not will; the part that says no is the first to get tired.",
    ),
    feelings=("tiredness", "tired"),
    techniques=(
        "sleep_rule",
        "trade_budget",
        "own_hours",
    ),
    kin=frozenset({"low", "boredom", "life", "fear"}),
)
FEAR = TalkTheme(
    name="fear",
    noun="the fear",
    words=spoken(
        r"afraid|scared|anxious|anxiety|terrified|panic\w*|nervous|worr(?:y|ied|ying)|dread\w*|uneasy"
        r"|on edge|(?:heart|chest|stomach)\b[^.?!]{0,25}(?:race|racing|pound\w*|tight|knot|sick|sank"
        r"|drop\w*)|nightmares?"
    ),
    opens=(
        'There is fear in it: "{quote}".',
        '"{quote}": something in you expects the worst.',
    ),
    first=(
        "What is it that you are afraid will happen?",
        "When is it strongest?",
    ),
    asks=(
        "If it did happen, what would the week after look like?",
        "How likely is it, in your calmest hour?",
        "Where in your body do you feel it first?",
        "What do you do to make it smaller, and what does that cost you?",
        "When was the last hour without it, and what was in that hour?",
        "What would you need to know to sleep tonight?",
    ),
    why=(
        "Fear fills what is open with the worst, because being ready for it once was what kept us alive.",
        "It grows with what is not decided yet, and shrinks with what is.",
    ),
    feelings=("fear", "anxiety"),
    techniques=(
        "slow_breathing",
        "affect_labelling",
        "portfolio_thinking",
        "in_the_zone_beliefs",
        "hands_off_minutes",
    ),
    kin=frozenset({"fear_of_entry", "hesitation", "low", "tired", "shame", "regret"}),
)
LOW = TalkTheme(
    name="low",
    noun="how you feel",
    words=spoken(
        r"(?:feel(?:s|ing)?|i'?m|im|i am|it'?s|am)\b[^.?!]{0,20}\b(?:like )?(?:crap|shit\w*|bad|awful"
        r"|terrible|horrible|low|down|sad|empty|numb|miserable|rotten|lousy|off|lost|hopeless|helpless"
        r"|stuck|rough|depressed|gloomy|flat|beaten|broken|useless|worthless|discouraged|lonely|alone"
        r"|garbage|trash)\b"
        r"|(?:bad|rough|hard|awful|terrible|shitty|crappy|horrible|lousy|tough) (?:day|week|month|time"
        r"|morning|night|year)|bummed|depress\w*|discourag\w*|no motivation|unmotivated|don'?t (?:care"
        r"|enjoy|feel like)|fed up|sick of (?:it|this|everything)"
        r"|frustrat\w*|meh\b|cry(?:ing)?\b|cried|tears|lonel\w*|not (?:ok(?:ay)?|doing well|good|great"
        r"|feeling (?:it|well|good))|what'?s the point|pointless|give up|giving up|hurts?\b"
    ),
    opens=(
        'That sounds heavy: "{quote}".',
        '"{quote}": a low day, then.',
    ),
    first=(
        "What weighs the most right now?",
        "Do you want to say more about it?",
    ),
    asks=(
        "Since when has it been like this?",
        "What did the day look like before it turned?",
        "What part of it is about trading, and what part is not?",
        "Who knows that you feel like this?",
        "What usually helps a little, even if it is small?",
        "What would make this evening one notch lighter?",
        "Is there somebody you could sit with for an hour today?",
    ),
    why=(
        "A low mood makes everything look as if it had always been so and would stay so; "
        "that is how it feels from inside, and it is a poor witness.",
        "Often several small things have come together, and the last of them only carried the name.",
    ),
    feelings=("frustration", "sadness", "loneliness", "resignation"),
    techniques=(
        "end_of_day_letter",
        "kind_review",
        "affect_labelling",
        "single_skill",
        "process_goals",
    ),
    kin=frozenset({"tired", "shame", "regret", "fear", "anger", "comparison"}),
)
OPEN = TalkTheme(
    name="open",
    noun="what you told me",
    words=spoken(r"(?!)"),
    opens=(
        'I hear it: "{quote}".',
        '"{quote}": thank you for telling me.',
    ),
    first=(
        "How is that for you?",
        "What does it do with you?",
    ),
    asks=(
        "What would you like me to know about it?",
        "Since when is it so?",
        "What is the hardest part of it?",
        "Who else knows of it?",
        "What would help a little today?",
    ),
    why=(
        "I do not know yet; what do you think yourself?",
        "What would you answer, if a friend asked you that?",
    ),
    is_of_life=True,
)
THEMES = (LIFE, SHAME, REGRET, COMPARISON, TIRED, FEAR, LOW)
