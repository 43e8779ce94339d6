"""The tables of the quality page: the calendar of arrivals, the findings, the files."""

import re
from html import escape
from typing import Any

import polars as pl

from dashboards import filters, formats, labels, links, tables
from dashboards.texts import _
from dashboards.warehouse import Rows
from dashboards.wording import in_words

_RULE_LENGTH = 26


def calendar(rows: pl.DataFrame, *, unit: str | None) -> None:
    """Unit × month: in time, late or not reported by word, mark and colour; corrections below.

    A cell opens its month.
    """
    months = rows["report_month"].unique().sort().to_list()
    head = "".join(
        f"<th>{escape(formats.month_in_year(month))}"
        + (
            f"<small>{month.year}</small>"
            if month.month == 1 or month == months[0]
            else "<small>&nbsp;</small>"
        )
        + "</th>"
        for month in months
    )
    body = []
    rows = rows.filter(pl.col("reporting_unit_code").is_in(_shown(rows, unit)))
    for (code, name), own in rows.group_by("reporting_unit_code", "locality_name", maintain_order=True):
        by_month = {row["report_month"]: row for row in own.iter_rows(named=True)}
        cells = "".join(f"<td>{_day(by_month.get(month), str(code))}</td>" for month in months)
        chosen = "chosen" if code == unit else ""
        body.append(f'<tr class="{chosen}"><td>{escape(str(name))}</td>{cells}</tr>')
    tables.html(
        f'<div class="sk-scroll"><table class="sk calendar"><thead><tr><th>{escape(_("报送单位"))}</th>{head}</tr>'
        f"</thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _shown(rows: pl.DataFrame, unit: str | None) -> list[str]:
    """The units that fit on a page; of more than fit, the chosen one alone."""
    codes = rows["reporting_unit_code"].unique(maintain_order=True).to_list()
    if unit is not None and len(codes) > tables.TABLE_ROWS:
        return [unit]
    begin, end = filters.page(len(codes), key="calendar", size=tables.TABLE_ROWS)
    return codes[begin:end]


def _day(row: dict[str, Any] | None, code: str) -> str:
    if row is None:
        return ""
    word = labels.arrival(is_reported=row["is_reported"], is_late=row["is_late"])
    fill = "bad" if not row["is_reported"] else "watch" if row["is_late"] else "good"
    extra = _("✎ 更正{count}").format(count=row["correction_count"]) if row["correction_count"] else ""
    title = _("{month} 收到：{received}；退回 {errors} 处，提醒 {warnings} 处").format(
        month=formats.month(row["report_month"]),
        received=formats.minute(row["received_at"], missing=formats.not_reported()),
        errors=row["error_count"],
        warnings=row["warning_count"],
    )
    link = links.here(month=formats.month_code(row["report_month"]), unit=code)
    return (
        f'<a class="cell sk-fill-{fill}" href="{escape(link.href)}" target="_self" title="{escape(title)}">'
        f"{escape(word)}<small>{escape(extra)}</small></a>"
    )


def rule_names(counted: pl.DataFrame) -> dict[str, str]:
    """What each rule found here says, its placeholders left open: rules have no other name."""
    rules = counted.select("rule_id", "rule_text").unique().sort("rule_id")
    return {rule: _rule_name(rule, text) for rule, text in rules.iter_rows()}


def _rule_name(rule: str, text: str | None) -> str:
    if not text:
        return rule
    name = re.sub(r"\{\w+\}", "…", text).rstrip("。.")
    return name if len(name) <= _RULE_LENGTH else name[: _RULE_LENGTH - 1] + "…"


def findings(rows: Rows) -> None:
    """One line per finding, with the place in the file and what to do."""
    tables.listing(
        rows,
        columns=lambda part: part.select(
            in_words("severity", labels.severity).alias(_("级别")),
            pl.col("unit_name").alias(_("报送单位")),
            pl.coalesce("message", "rule_id").alias(_("问题")),
            pl.col("advice").alias(_("怎么改")),
            pl.col("raw_value").alias(_("原值")),
            pl.col("sheet").alias(_("工作表")),
            pl.col("row_number").alias(_("行")),
            pl.col("column_letter").alias(_("列")),
            pl.col("file_name").alias(_("文件")),
        ),
        key="findings",
        name=_("发现的问题"),
        widths={_("级别"): 80, _("报送单位"): 110, _("问题"): "large", _("怎么改"): "large"},
    )


def submissions(rows: pl.DataFrame) -> None:
    """One line per file: what became of it, and every row accounted for."""
    headings = [
        tables.Heading(text=_("收到时间"), align="text"),
        tables.Heading(text=_("报送单位"), align="text"),
        tables.Heading(text=_("类型"), align="text"),
        tables.Heading(text=_("结果"), align="text"),
        tables.Heading(text=_("是否有效"), align="text"),
        tables.Heading(text=_("是否按时"), align="text"),
        tables.Heading(text=_("文件行数")),
        tables.Heading(text=_("接收")),
        tables.Heading(text=_("退回")),
        tables.Heading(text=_("跳过"), unit=_("标题、空行、合计")),
        tables.Heading(text=_("文件"), align="text"),
    ]
    tones: dict[str, tables.Tone] = {
        "accepted": "good",
        "accepted_with_findings": "watch",
        "rejected": "bad",
    }

    def line(row: dict[str, Any]) -> tables.Row:
        return tables.Row(
            cells=[
                tables.Cell(text=formats.minute(row["received_at"])),
                tables.Cell(text=row["unit_name"] or _("未能识别")),
                tables.Cell(text=labels.kind(row["kind"])),
                tables.Cell(text=labels.outcome(row["outcome"]), tone=tones.get(row["outcome"], "")),
                _standing(row),
                tables.Cell(
                    text=_("▲ 迟报")
                    if row["is_late"]
                    else _("● 按时")
                    if row["is_late"] is False
                    else _("—"),
                    tone="watch" if row["is_late"] else "muted",
                ),
                *(
                    tables.Cell(text=formats.count(row[f"{name}row_count"]))
                    for name in ("", "accepted_", "rejected_", "skipped_")
                ),
                tables.Cell(text=row["file_name"]),
            ]
        )

    tables.show_many(headings, rows.to_dicts(), line, name=_("报送文件"), key="submissions")


def _standing(row: dict[str, Any]) -> tables.Cell:
    if not row["is_effective"]:
        return tables.Cell(text=_("✕ 无效"), tone="bad")
    if row["is_superseded"]:
        return tables.Cell(text=_("○ 已被取代"), tone="muted")
    return tables.Cell(text=_("● 有效"), tone="good")
