-- 亮红灯的清单项目及原因
-- List projects with a red light, and why
select distinct project_name, light_reason, deviation_pp
from marts.rpt_list_status
join marts.dim_project using (project_id)
where light = 'red'
  and report_month = (select max(report_month) from marts.rpt_list_status)
order by deviation_pp
