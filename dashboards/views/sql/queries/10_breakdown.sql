-- 钱投向了哪些类别和规模的项目
-- Where the money goes, by category and size
select dimension, value, project_count, total_investment_wan, annual_plan_wan, ytd_investment_wan
from marts.rpt_breakdown
join marts.dim_locality using (locality_code)
where is_city_total and dimension in ('category', 'size_band')
  and report_month = (select max(report_month) from marts.rpt_breakdown)
order by dimension, total_investment_wan desc
