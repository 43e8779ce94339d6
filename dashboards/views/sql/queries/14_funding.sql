-- 各类资金申请、争取、到位多少
-- Funds applied for, won and paid, by source
select fund_source, project_count, applied_wan, won_wan, paid_wan, won_wan / nullif(applied_wan, 0) as won_share
from marts.rpt_funding
join marts.dim_locality using (locality_code)
where is_city_total
  and report_month = (select max(report_month) from marts.rpt_funding)
order by fund_source
