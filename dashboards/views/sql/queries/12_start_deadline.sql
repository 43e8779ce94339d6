-- 有开工期限的项目是否按期开工
-- Projects with a start deadline: started in time or not
select rule_id, status, count(*) as project_count, min(days_left) as least_days_left
from marts.rpt_start_deadline
where report_month = (select max(report_month) from marts.rpt_start_deadline)
group by all
order by rule_id, status
