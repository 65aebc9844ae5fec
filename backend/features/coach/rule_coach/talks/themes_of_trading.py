"""Themes around an order: fear of entering, hesitation, missing out, boredom, revenge and anger, tilt, being too sure."""

from backend.features.coach.rule_coach.talks.theme import TalkTheme, spoken

_ENTRY = r"(?:entry|entries|trigger|button|order|trade|setup|position|click|enter|buy|sell|in)"

FEAR_OF_ENTRY = TalkTheme(
    name="fear_of_entry",
    noun="the fear before an entry",
    words=spoken(
        rf"(?:afraid|scared|terrified|fear(?:ful)?|frightened|nervous|too chicken|panic\w*)\b[^.?!]{{0,40}}\b{_ENTRY}\b"
        r"|(?:afraid|scared|terrified) (?:of|to) (?:press|pull|click|enter|get in|lose|los(?:ing|e)|be(?:ing)? wrong|take)"
        r"|(?:can'?t|cannot|cant|couldn'?t|couldnt|don'?t dare|unable to"
        r"|not able to)\b[^.?!]{0,20}\b(?:pull the trigger|press|click|enter|get (?:myself )?in)"
        r"|(?:freez(?:e|ing)|froze|frozen|paralys?ed|paralyzed)\b"
        r"|hand(?:s)? (?:shake|shaking|stops?|won'?t)|fear of (?:entering|losing|loss|being wrong)"
    ),
    opens=(
        '"{quote}": so fear has a hand on the button.',
        'Fear, then, and before anything has happened: "{quote}".',
    ),
    first=(
        "What do you see yourself losing in the second before you would click?",
        "What does the moment before the order look like, from the inside?",
    ),
    asks=(
        "If that trade lost exactly what its stop allows, what would you tell yourself about it in the evening?",
        "Is it the money of one trade that frightens you, or what a loss would say about you?",
        "Which was the last entry that you did take, and how was that one different?",
        "At what size would the same click be boring?",
        "Who or what taught you that a loss is a verdict?",
        "What does waiting save you from, and what does it cost you by the end of a week?",
        "If somebody else clicked for you at your price, what would you feel first?",
    ),
    why=(
        "Fear before a click is the body answering a loss that has not happened as if it had; "
        "it fades where small ones are met on purpose, not where they are avoided.",
        "Each entry that is left out brings relief at once, and relief is what teaches the hand to stop again.",
    ),
    feelings=("fear", "anxiety"),
    techniques=(
        "small_loss_exposure",
        "portfolio_thinking",
        "checklist",
        "slow_breathing",
        "size_cap",
    ),
    kin=frozenset({"hesitation", "fear", "low", "shame", "fomo"}),
)
HESITATION = TalkTheme(
    name="hesitation",
    noun="the hesitation",
    words=spoken(
        r"hesitat\w*|second[- ]guess\w*|(?:wait|waited|waiting) (?:too long"
        r"|for (?:one )?more (?:confirmation|confirmations))|over ?think\w*"
        r"|(?:can'?t|cannot|cant|couldn'?t) decide|doubt(?:ed|ing)? (?:myself|every|my)|(?:always|keep"
        r"|kept) (?:being )?(?:too )?late"
        r"|(?:watch|watched|watching) (?:it|them|the move|my setups?) (?:go|run|leave|work)"
        r"|analysis paralysis|hover\w* over"
        r"|(?:see|saw) (?:the|my) setup[^.?!]{0,30}(?:do(?:n'?t| not)|did(?:n'?t| not)|never) (?:take|took|do|act|press)"
        r"|don'?t trust (?:my|the) (?:setup|system|plan|edge|read|analysis)"
    ),
    opens=(
        'You hesitate, and you see yourself do it: "{quote}".',
        '"{quote}" sounds like a setup that is seen and a doubt that is faster.',
    ),
    first=(
        "What is the doubt saying in that moment, word for word?",
        "What are you still waiting for when the setup is already there?",
    ),
    asks=(
        "If the doubt were right, what would it have seen that your checklist did not?",
        "How many of the ones that you let go would your own rules have taken?",
        "Where in your day is the hesitation not there?",
        "What would be enough, so that no more needs to be known before the click?",
        "When did it begin: after a certain trade, or has it always been so?",
        "Would you rather be right, or be in?",
        "What would the smallest entry be that still counts as taking the setup?",
    ),
    why=(
        "Doubt grows where it is not written down what is enough: each look finds one more thing to wait for.",
        "Waiting feels like diligence, and it is paid at once with relief; that is why it comes back.",
    ),
    feelings=("hesitation",),
    techniques=(
        "checklist",
        "opening_intention",
        "portfolio_thinking",
        "small_loss_exposure",
    ),
    kin=frozenset({"fear_of_entry", "fear", "fomo", "low", "shame"}),
)
FOMO = TalkTheme(
    name="fomo",
    noun="the pull of a move",
    words=spoken(
        r"fomo|missing out|miss(?:ed|ing)? (?:it|the (?:move|boat|train|run|trade|rally|whole)|this|every|out|all)"
        r"|(?:running|ran|runs|run|going|went|goes|leaving|left|taking off|took off|flying|moved|moves"
        r"|moving)\b[^.?!]{0,30}\bwithout me|(?:chase|chased|chasing)\b"
        r"|(?:everyone|everybody|they|the others|people|all of them)(?: else)? (?:is|are|was|were|'?s"
        r"|'?re)? ?(?:making|made|makes|in|getting|cashing|banking|printing|rich)"
        r"|(?:can'?t|cannot|couldn'?t) (?:just )?(?:watch|sit out|stay out)|jump(?:ed|ing)? (?:on|in"
        r"|into) (?:late|because|the)"
        r"|had to (?:get|be) in|afraid (?:to|of) miss\w*"
    ),
    opens=(
        'That is the pull of a move without you: "{quote}".',
        '"{quote}": the train, and you on the platform.',
    ),
    first=(
        "What goes through you while it moves and you are not in?",
        "What would it mean about you if this one went all the way without you?",
    ),
    asks=(
        "What happens in the minute between seeing the move and clicking?",
        "How far from your own entry were you when you got in, and did you know it then?",
        "Whose trade was it: one of your setups, or something that you only saw moving?",
        "How do you feel about the same chart an hour later, when it is over?",
        "Which of the moves that you missed do you still remember, and what did it take from you?",
        "What would you need to see to let the next one go and be fine with that?",
        "Where do you hear of the moves of others, and what if that were closed until the end of your session?",
    ),
    why=(
        "A move that is seen is felt as something already owned and being taken away, so "
        "the click is against a loss more than for a gain.",
        "The urge is strongest just as the move is most visible, which is late by its nature.",
    ),
    feelings=("fomo", "envy", "greed"),
    techniques=(
        "missed_trade_list",
        "limit_at_my_price",
        "urge_surfing",
        "plan_before_entry",
        "affect_labelling",
    ),
    detectors=("fomo",),
    kin=frozenset(
        {"fear", "anger", "regret", "boredom", "low", "hesitation", "shame", "comparison"}
    ),
)
BOREDOM = TalkTheme(
    name="boredom",
    noun="the empty hours",
    words=spoken(
        r"bored(?:om)?\b|boring|nothing (?:to do|happen(?:s|ed|ing)|going on|moves?|is moving|moved)"
        r"|(?:just )?to (?:feel|do|have) something"
        r"|for (?:the )?(?:action|thrill|kick|fun|entertainment)|(?:sit|sat|sitting) (?:around"
        r"|there) (?:for|all|waiting|doing)"
        r"|killing time|pass(?:ing)? (?:the )?time|need(?:ed)? (?:some |the )?action|itch(?:y|ing)?\b"
        r"|restless|fidget\w*|no setups?\b"
    ),
    opens=(
        'Boredom, and the buttons are within reach: "{quote}".',
        '"{quote}": that sounds like waiting that has become too long.',
    ),
    first=(
        "What is it like to sit there and not trade?",
        "What do you feel just before you find a reason to be in?",
    ),
    asks=(
        "What does the trade give you that the waiting does not: relief, a thrill, the sense of working?",
        "How long can you watch before your hand looks for something to do?",
        "What else could those hours hold that you would not regret at night?",
        "When did doing nothing feel like good work to you?",
        "If your screens showed only your setup and were dark otherwise, what would you do in the dark?",
        "What did you use to do with idle hours before there was a chart to look at?",
        "Which hour of your day is the emptiest, and do you have to be there for it?",
    ),
    why=(
        "A mind that is kept ready and given nothing makes its own events, and the nearest event is a click.",
        "A trade ends the boredom at once, whether it wins or loses, so the hand learns it quickly.",
    ),
    feelings=("boredom",),
    techniques=(
        "trade_budget",
        "break_after_three",
        "opening_intention",
        "urge_surfing",
        "own_hours",
    ),
    detectors=("overtrading",),
    kin=frozenset({"fomo", "low", "tired"}),
)
ANGER = TalkTheme(
    name="anger",
    noun="the anger",
    words=spoken(
        r"(?:so |really |fucking |super )?(?:angry|furious|mad|pissed|livid|raging|enraged|fuming)\b"
        r"|rage\b|hate (?:this|the|that|these|my broker|it)"
        r"|rigged|manipulat\w*|(?:algos?|market makers?|they|the market|broker) (?:\w+ )?(?:hunt|hunts"
        r"|hunted|took|stole|screwed|screws|robbed|cheat\w*|against me|out to get)"
        r"|stop[- ]?hunt\w*|(?:fuck|screw|damn) (?:this|the|that|them|you|it|off)|piece of (?:shit|crap"
        r"|garbage)|bullshit|unfair"
        r"|(?:smash|smashed|hit|punch|punched|threw|throw|slam|slammed|yell|yelled|scream\w*)\b[^.?!]{0,25}\b(?:desk|keyboard|mouse|screen|wall|laptop|phone|table|monitor)"
    ),
    opens=(
        'That is anger, and it is loud: "{quote}".',
        '"{quote}": I hear how angry that made you.',
    ),
    first=(
        "What was the worst of it: the loss, or how it was done?",
        "What did you want to do in the very first moment?",
    ),
    asks=(
        "If nobody had done it to you and it was only price, what would be left of the anger?",
        "Where is the anger now, compared with when it happened?",
        "What did you expect that would have been fair?",
        "What does the anger want you to do next, and who would pay for that?",
        "When was the last time that this anger made a decision for you, and which one?",
        "Is there something under it: being tired, being ashamed, being afraid for the month?",
        "What would have to happen in the next hour for you to be able to put it down?",
    ),
    why=(
        "Anger looks for somebody who did it, and a market gives no answer, so it turns into the next order.",
        "It narrows what is seen to what was taken, which is why the plan drops out of sight.",
    ),
    feelings=("anger", "frustration"),
    techniques=(
        "affect_labelling",
        "cooling_off",
        "slow_breathing",
        "reappraisal",
        "distanced_self_talk",
    ),
    detectors=("revenge",),
    kin=frozenset({"tilt", "revenge", "low", "fomo", "shame", "regret", "fear"}),
)
REVENGE = TalkTheme(
    name="revenge",
    noun="the wish to have it back",
    words=spoken(
        r"(?:want|wanna|need|have|going|gonna|got|try|trying|must|will|let me|i'?ll|about)\b[^.?!]{0,25}"
        r"\b(?:make|win|get|earn|take|claw|recover)\b[^.?!]{0,25}\bback\b"
        r"|(?:want|need|give me|get) (?:all )?(?:my|that|the) money back|revenge on|get even"
        r"|make up for (?:it|that|the loss)"
    ),
    opens=(
        '"{quote}": that is the wish to have it undone, and it is strongest right after.',
        'So there is a score to settle: "{quote}".',
    ),
    first=(
        "What would the next trade be if the last one had never been made?",
        "What would be different tonight if it came back, apart from the number?",
    ),
    asks=(
        "How hot is it now, from one to ten, and where was it when the loss closed?",
        "Whom would you be trading against in the next one?",
        "What does the wish say will happen if you wait an hour?",
        "What did it cost the last time that you went after it?",
        "Which of your setups is there right now, without the loss in mind?",
        "What would the evening be like if the day simply ended as it is?",
    ),
    why=(
        "Behind the break-even point risk feels cheaper, because one more trade could make all of it undone.",
        "The loss is not felt as closed until it is taken back, although the account has closed it already.",
    ),
    feelings=("revenge",),
    detectors=("revenge",),
    techniques=(
        "if_then_pause",
        "cooling_off",
        "half_size_after_a_loss",
        "walk_away",
        "urge_surfing",
    ),
    kin=frozenset({"tilt", "anger", "shame", "low", "regret", "fear"}),
)
TILT = TalkTheme(
    name="tilt",
    noun="sessions that run away",
    words=spoken(
        r"tilt(?:ed|ing)?\b|revenge|(?:make|made|making|win|get|got|getting|earn|take) (?:it|that|this"
        r"|my money|the money|everything|all of it|them|my losses?) (?:all )?back"
        r"|out of control|(?:can'?t|couldn'?t|cannot) stop (?:trading|clicking|myself|entering|it)"
        r"|lost (?:it|control|my head)|snapped|went (?:crazy|nuts|full|on tilt|berserk)"
        r"|(?:one|trade|entry|loss|click) after (?:the other|another)|kept (?:clicking|trading|entering"
        r"|going|adding|doubling|firing)|doubl(?:ed|ing) (?:down|up|my size)"
        r"|blackout|autopilot|saw red|blew (?:through|past) my (?:limit|rules|stop)|like a maniac|get even"
    ),
    opens=(
        'So at some point the trading went on without you: "{quote}".',
        '"{quote}": that is a session that ran away with you.',
    ),
    first=(
        "When did you first notice that it was no longer you who decided?",
        "Which moment was the turn, if you play it back slowly?",
    ),
    asks=(
        "What were you trying to get back, apart from the money?",
        "What did your body do just before: heat, breath, hands?",
        "What would have been able to stop you then, from the outside?",
        "What did you tell yourself about the next one while you clicked it?",
        "If the first loss had been half as large, would the rest have happened?",
        "How do you know by now, at the end, that it is over?",
        "Which of those trades would you sign with your name?",
    ),
    why=(
        "Losses that come close together are not felt one by one; the last answers all of them at once.",
        "Each loss raises the heat before the last one has sunk, and decisions are then made by the heat.",
    ),
    feelings=("tilt",),
    techniques=(
        "walk_away",
        "cooling_off",
        "reset_after_a_run",
        "if_then_pause",
        "daily_stop",
        "half_size_after_a_loss",
    ),
    detectors=("tilt", "revenge"),
    kin=frozenset({"anger", "revenge", "shame", "low", "regret", "fear"}),
)
TOO_SURE = TalkTheme(
    name="too_sure",
    noun="the high of winning",
    words=spoken(
        r"(?:can'?t|cannot|cant) (?:lose|miss|be (?:wrong|stopped)|go wrong|fail)(?! (?:out|this|that|it"
        r"|the|another|a)\b)|invincible|unstoppable|untouchable|unbeatable|bulletproof"
        r"|on (?:fire|a roll|a streak|top of the world)|crush(?:ing|ed) it|kill(?:ing|ed) it|(?:easy|free"
        r"|printing) money|printing money|king of|god mode|genius"
        r"|(?:best|biggest|huge|massive|monster|record) (?:day|win|trade|week|month)|everything i touch"
        r"|(?:up|made|won) (?:\$|€)?\d[\d.,]*k?\b[^.?!]{0,30}(?:today|already|this morning|in one|so far|!)"
        r"|(?:size up|go bigger|double (?:my|the) size|bigger size|raise my size|add size|more size)"
        r"|figured (?:it|this|the market) out|feel(?:ing)? (?:amazing|great|fantastic|incredible|awesome)"
    ),
    opens=(
        'That is a big high: "{quote}".',
        '"{quote}": enjoy it for a minute, and then let us look at what it whispers.',
    ),
    first=(
        "What does the good feeling tell you to do next?",
        "What would you like to do now that you would not have done this morning?",
    ),
    asks=(
        "How much of this win was your rules, and how much was the market being kind?",
        "Which rule feels a little unnecessary right now?",
        "If the next three lose, what size would you wish that they had had?",
        "How did the sessions after your last great one go?",
        "What is the win good for, if you leave it alone until tomorrow?",
        "How will you know that you are back to your ordinary temperature?",
        "Who would you like to tell of it, and does the next trade belong to that?",
    ),
    why=(
        "Money that was just won is felt as somebody else's, and is risked more easily than one's own.",
        "A run of wins is read as skill while it lasts, and as luck only after it ends.",
    ),
    feelings=("overconfidence", "elation", "pride"),
    techniques=(
        "house_money_brake",
        "streak_base_rate",
        "consider_the_opposite",
        "overconfidence_log",
        "size_cap",
    ),
    detectors=("oversizing",),
    kin=frozenset({"fomo", "tilt"}),
)
THEMES = (FEAR_OF_ENTRY, HESITATION, TOO_SURE, REVENGE, TILT, FOMO, BOREDOM, ANGER)
