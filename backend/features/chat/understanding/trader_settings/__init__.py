"""Settings in words: of the profile, the rulebook, today's check-in and notifications; whether they are wished at all."""

FACE = (
    "setting_conditions",
    "setting_meaning",
    "setting_parts",
    "setting_question",
    "setting_reader",
)
