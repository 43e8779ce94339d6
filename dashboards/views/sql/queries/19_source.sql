-- 一个数字出自哪个单元格
-- The cell of the file that a figure was read from
select project_name, file_name, sheet, column_letter || row_number as cell, total_investment_wan
from marts.fct_project_month
join marts.fct_submission using (submission_id)
join marts.fct_source_column using (submission_id, sheet)
where field = 'total_investment_wan'
order by fct_project_month.report_month desc, total_investment_wan desc
limit 20
