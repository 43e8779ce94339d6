-- 批复一年多仍未开工的项目
-- Projects approved more than a year ago and not started
select project_name, reporting_unit_code, approved_on, total_investment_wan
from marts.fct_project_month
where report_month = (select max(report_month) from marts.fct_project_month)
  and not is_started and library = 'reserve'
  and approved_on < report_month - interval 1 year
order by total_investment_wan desc
