"""Elite Trading Coach: a chat-first trading coach."""
