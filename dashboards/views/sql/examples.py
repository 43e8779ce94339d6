"""Worked examples for the SQL page: questions that people ask, each with its statement.

Belongs here: statements on published marts that run as they stand. Does not belong here: queries of pages.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dashboards.texts import _


@dataclass(frozen=True)
class Example:
    """A question and the statement that answers it."""

    title: Callable[[], str]
    sql: str


EXAMPLES = {
    "conversion": Example(
        lambda: _("各地最近一月的转化率"),
        """SELECT locality_name, conversion_rate, converted_count, reserve_count, rank
FROM marts.rpt_conversion
JOIN marts.dim_locality USING (locality_code)
WHERE scope = 'all' AND basis = 'year_to_date' AND is_reporting_unit
  AND report_month = (SELECT max(report_month) FROM marts.rpt_conversion)
ORDER BY rank""",
    ),
    "trend": Example(
        lambda: _("全市转化率逐月走势"),
        """SELECT report_month, conversion_rate
FROM marts.rpt_conversion
JOIN marts.dim_locality USING (locality_code)
WHERE is_city_total AND scope = 'all' AND basis = 'year_to_date'
ORDER BY report_month""",
    ),
    "red": Example(
        lambda: _("亮红灯的清单项目及原因"),
        """SELECT DISTINCT project_name, light_reason, deviation_pp
FROM marts.rpt_list_status
JOIN marts.dim_project USING (project_id)
WHERE light = 'red'
  AND report_month = (SELECT max(report_month) FROM marts.rpt_list_status)
ORDER BY deviation_pp""",
    ),
    "stalled": Example(
        lambda: _("批复一年多仍未开工的项目"),
        """SELECT project_name, reporting_unit_code, approved_on, total_investment_wan
FROM marts.fct_project_month
WHERE report_month = (SELECT max(report_month) FROM marts.fct_project_month)
  AND NOT is_started AND library = 'reserve'
  AND approved_on < report_month - INTERVAL 1 YEAR
ORDER BY total_investment_wan DESC""",
    ),
    "findings": Example(
        lambda: _("哪类问题最多"),
        """SELECT rule_id, severity, count(*) AS finding_count
FROM marts.fct_finding
GROUP BY ALL
ORDER BY finding_count DESC""",
    ),
    "source": Example(
        lambda: _("一个数字出自哪个单元格"),
        """SELECT project_name, file_name, sheet, column_letter || row_number AS cell, total_investment_wan
FROM marts.fct_project_month
JOIN marts.fct_submission USING (submission_id)
JOIN marts.fct_source_column USING (submission_id, sheet)
WHERE field = 'total_investment_wan'
ORDER BY fct_project_month.report_month DESC, total_investment_wan DESC
LIMIT 20""",
    ),
}
