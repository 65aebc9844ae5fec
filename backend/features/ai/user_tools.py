"""Tools that read the database for one trader: what belongs to another one is not there for them."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.orm import Session

from backend.core.db import Database, acting_for
from backend.features.ai.ports import Tool, ToolResult

Arguments = TypeVar("Arguments", bound=BaseModel)


def user_tool(
    database: Database,
    user_id: UUID,
    read: Callable[[Session, UUID, Arguments], ToolResult],
    *,
    name: str,
    description: str,
    arguments: type[Arguments],
) -> Tool:
    """A tool that reads for this trader, each time in a transaction of its own.

    PostgreSQL's policies see nobody but this trader in it, whatever ids a model makes up.
    """

    def run(values: Any) -> ToolResult:
        with database.transaction(acting_for(user_id)) as session:
            return read(session, user_id, values)

    return Tool(name, description, arguments, run)
