-- 各地投资环比、同比和年度计划完成率
-- Investment against last month, last year and the annual plan
select locality_name, month_investment_wan, mom_rate, mom_rank, ytd_investment_wan, yoy_rate, plan_completion_rate
from marts.rpt_investment_rank
join marts.dim_locality using (locality_code)
where report_month = (select max(report_month) from marts.rpt_investment_rank)
order by sort_order
