"""Narrowing projects by what they are: size, category, theme, stage, words; kept in the address as every choice is.

Belongs here: the controls, and their condition on a project's row. Does not belong here: what a page lists, and
choices that are not about projects (filters).
"""

from dataclasses import dataclass

from dashboards import filters, formats, labels, names
from dashboards.texts import _
from dashboards.warehouse import Published, Value

# Stands in the `where` of a query that has the project's row of fct_project_month as `project`.
CONDITION = """
    ($size is null or project.total_investment_wan >= $size::decimal(18, 4))
    and ($category is null or project.category = $category)
    and ($theme is null or project.plan_theme = $theme)
    and ($stage is null or project.stage = $stage)
    and (
        $words = ''
        or contains(
            lower(concat_ws(' ', project.project_name, project.project_id, project.responsible_unit)),
            lower($words)
        )
    )
"""
_COLUMNS = {"category": "category", "theme": "plan_theme", "stage": "stage"}


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """What of the projects is looked at; None or no words: all."""

    size: str | None = None
    category: str | None = None
    theme: str | None = None
    stage: str | None = None
    words: str = ""

    @property
    def parameters(self) -> dict[str, Value]:
        """The values of CONDITION."""
        return {
            "size": self.size,
            "category": self.category,
            "theme": self.theme,
            "stage": self.stage,
            "words": self.words,
        }

    @property
    def is_any(self) -> bool:
        """Whether anything is left out."""
        return self != Narrowing()


def choose(published: Published) -> Narrowing:
    """The controls, beside what else stands in the row."""
    return Narrowing(
        size=_size(published),
        category=_value(published, "category", _("类别"), labels.category),
        theme=_value(published, "theme", _("领域"), names.themes(published).get),
        stage=_value(published, "stage", _("阶段"), labels.stage),
        words=filters.text("q", _("查找"), placeholder=_("名称、代码、责任单位")),
    )


def _size(published: Published) -> str | None:
    """From one of the sizes on that the plan itself tells apart."""
    rows = published.query(
        """
        select distinct min_investment_wan as size
        from (select min_investment_wan from policy.rates union all select min_investment_wan from policy.lists)
        where min_investment_wan > 0 order by size
        """
    )
    options = {str(size): f"≥ {formats.money(size)}" for size in rows["size"]}
    chosen = filters.choose(
        "size", _("规模"), {filters.EVERY: _("全部规模"), **options}, default=filters.EVERY, width=150
    )
    return None if chosen == filters.EVERY else chosen


def _value(published: Published, key: str, label: str, word: labels.Words) -> str | None:
    """One of the values that projects have."""
    column = _COLUMNS[key]
    rows = published.query(
        f"select distinct {column} as value from marts.fct_project_month where {column} is not null order by value"
    )
    options = {filters.EVERY: _("全部"), **{code: word(code) or code for code in rows["value"]}}
    chosen = filters.choose(key, label, options, default=filters.EVERY, width=150)
    return None if chosen == filters.EVERY else chosen
