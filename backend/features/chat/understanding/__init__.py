"""What a message wants: one typed request, from its words, its pictures and the thread of the conversation."""

FACE = (
    "guarded_words",
    "message_context",
    "requests",
    "slash_commands",
    "thread_changes",
    "thread_state",
    "thread_words",
    "understanding",
)
