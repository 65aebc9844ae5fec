"""The schemas of tools as they are sent: shorter, and still whole."""

import json
from typing import Annotated

import jsonschema
import pytest
from pydantic import BaseModel, Field

from backend.adapters.openai.answer_schemas import brief_schema
from backend.features.chat.assistant.tools.tool_table import OF_THE_COACH
from backend.features.record.questions.schemas import RecordQuery


class Part(BaseModel):
    """A part."""

    title: str  # a field may bear the name of a keyword


class Whole(BaseModel):
    """Something."""

    pattern: Annotated[int | None, Field(ge=1, description="Perhaps.")] = None
    part: Part | None = None
    parts: list[Part]


def test_fields_and_their_words_stay_and_what_may_be_null_is_only_not_required():
    brief = brief_schema(Whole.model_json_schema())
    assert brief["required"] == ["parts"]
    assert brief["properties"]["pattern"] == {
        "type": "integer",
        "minimum": 1,
        "description": "Perhaps.",
    }
    assert brief["properties"]["part"] == {"$ref": "#/$defs/Part"}
    assert brief["$defs"]["Part"]["properties"] == {"title": {"type": "string"}}


@pytest.mark.parametrize("tool", OF_THE_COACH, ids=lambda tool: tool.name)
def test_the_brief_schema_of_every_tool_is_one(tool):
    full = tool.arguments.model_json_schema()
    brief = brief_schema(full)
    jsonschema.Draft202012Validator.check_schema(brief)
    assert set(brief["properties"]) == set(full["properties"])
    assert brief.get("required") == full.get("required")
    assert len(json.dumps(brief)) <= len(json.dumps(full))


def test_what_satisfies_the_model_satisfies_the_brief_schema():
    query = {
        "measures": ["net_pnl"],
        "only": {"weekdays": ["monday"], "size": {"at_least": "2.5"}},
        "ranking": {"of": "trade", "order": "worst"},
        "day_from": "2026-01-01",
    }
    RecordQuery.model_validate(query)
    brief = brief_schema(RecordQuery.model_json_schema())
    jsonschema.validate(query, brief)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**query, "measures": ["luck"]}, brief)
