"""How a question is worded around its parts."""
