-- 挂单最久的督办事项和责任人
-- What has been longest on a supervision list, and who answers for it
select supervision_code, reason_code, project_name, months_on_list, days_overdue,
  responsible_unit, responsible_person
from marts.rpt_supervision
join marts.dim_project using (project_id)
where report_month = (select max(report_month) from marts.rpt_supervision)
order by months_on_list desc, days_overdue desc nulls last, project_id
limit 50
