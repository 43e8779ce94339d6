-- 哪些单位报得及时、准确
-- Which units report in time and right
select locality_name, score, on_time_rate, first_pass_rate, correction_rate
from marts.rpt_reporting_quality
join marts.dim_locality on reporting_unit_code = locality_code
where report_month = (select max(report_month) from marts.rpt_reporting_quality)
order by score desc nulls last, sort_order
