"""What a message wants, and answers that come from the record without a verdict."""

FACE = ("answer_context", "drafts", "intent_by_model", "intents")
