"""What a message wants, and answers that come from the record without a verdict."""

FACE = (
    "also_told",
    "answer_request",
    "drafts",
    "first_questions",
    "intent_extraction",
    "interlock",
    "understood",
)
