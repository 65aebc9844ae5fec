"""Views of the list of trades that a trader keeps by a name."""
