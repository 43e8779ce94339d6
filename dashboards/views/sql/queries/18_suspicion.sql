-- 最近新出现、值得一看的情况
-- What may be worth a look, the newest first
select first_seen, suspicion_code, project_name, evidence, evidence_en
from marts.fct_suspicion
join marts.dim_project using (project_id)
where report_month = (select max(report_month) from marts.fct_suspicion)
order by first_seen desc, suspicion_code, project_id
