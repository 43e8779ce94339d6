-- 没达标的规则还差几个、最接近的是哪些项目
-- Unmet rules: how many more, and which projects are nearest
select locality_name, rule_id, needed_count, due_on, nearness_rank, project_name, why
from marts.rpt_to_target
join marts.dim_locality using (locality_code)
left join marts.dim_project using (project_id)
where is_reporting_unit
  and report_month = (select max(report_month) from marts.rpt_to_target)
order by sort_order, rule_id, nearness_rank
