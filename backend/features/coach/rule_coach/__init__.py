"""The coach without a provider: what stands out, what is asked, and the lines that say it. Pure."""

FACE = ("emotions", "question_topics", "reply", "scene")
