"""What a message wants: one typed request, from its words, its pictures and the thread of the conversation."""

FACE = (
    "guarded_words",
    "idea_requests",
    "journal_request",
    "message_context",
    "request_kinds",
    "requests",
    "slash_commands",
    "thread_changes",
    "thread_state",
    "thread_words",
    "understanding",
)
