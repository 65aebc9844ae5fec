"""What a model may have read for an answer: a file for each family of tools, and the table of them (`tool_table`)."""

FACE = ("tool_table",)
