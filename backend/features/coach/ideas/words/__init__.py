"""A trader's words as pieces: numbers, names, words with a meaning, each with its place. Pure."""

FACE = (
    "corrected_numbers",
    "months",
    "instrument_names",
    "joined_numbers",
    "meanings",
    "number_shapes",
    "pieces",
    "piece_scanner",
    "surroundings",
    "vocabulary",
)
