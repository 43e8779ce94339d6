-- 谋划和重点项目任务完成得怎样
-- How far planning and priority quotas are met
select quota_id, locality_name, actual_count, quota_count, attainment_rate, shortfall_count, is_on_pace
from marts.rpt_quota
join marts.dim_locality using (locality_code)
where report_month = (select max(report_month) from marts.rpt_quota)
order by quota_id, attainment_rate
