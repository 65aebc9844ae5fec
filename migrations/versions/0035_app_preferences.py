"""preferences are closed sets: what was kept under another name or with another value goes, the rest stays"""

from alembic import op

revision = "0035"
down_revision = "0034"

_SETS = {
    "theme": ("system", "dark", "light"),
    "density": ("comfortable", "compact"),
    "unit": ("money", "r", "percent"),
    "palette": ("green-red", "blue-orange"),
    "week_start": ("monday", "sunday", "saturday"),
}
_SWITCHES = ("hides_money", "has_single_keys")


def upgrade() -> None:
    choices = " or ".join(
        f"(key = '{name}' and value in ({', '.join(repr(_json(each)) for each in values)}))"
        for name, values in _SETS.items()
    )
    switches = ", ".join(repr(name) for name in _SWITCHES)
    op.execute(
        f"""
        update users set preferences = (
            select coalesce(jsonb_object_agg(key, value), '{{}}')
            from jsonb_each(case jsonb_typeof(preferences) when 'object' then preferences else '{{}}' end)
            where {choices} or (key in ({switches}) and jsonb_typeof(value) = 'boolean')
        )
        where preferences <> '{{}}'
        """
    )


def downgrade() -> None:
    """What is kept is still what anything may be."""


def _json(text: str) -> str:
    return f'"{text}"'
