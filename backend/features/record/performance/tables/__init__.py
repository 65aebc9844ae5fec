"""Tables of reports: two groupings crossed, and the trades that a figure leaves out."""
