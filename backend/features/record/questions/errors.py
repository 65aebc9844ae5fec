"""What can be wrong with a question to the record."""

from backend.core.errors import Invalid


class UnknownQuestionName(Invalid):
    """A question names what this record does not have; `nearest` of the problem document says what it could be."""

    code = "question.unknown_name"
    detail = "The record has nothing of this name."


class MeasureNotRanked(Invalid):
    """What is asked for has no value for a single trade or day."""

    code = "question.not_ranked"
    detail = "Single trades are ranked by result, R, holding time, size, fees or adherence."


class TooManyGroups(Invalid):
    """What depends on the order of results is measured for each group alone, which takes too long for so many."""

    code = "question.too_many_groups"
    detail = "There are too many groups for this figure: choose fewer days, or larger groups."
