"""From words that ask the record something to the query that answers them. Pure."""

FACE = ("question_reader",)
