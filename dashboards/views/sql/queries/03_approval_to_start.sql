-- 各单位从批复到开工要多少天
-- Days from approval to start, by reporting unit
select locality_name, count(*) as project_count,
  median(date_diff('day', approved.event_date, started.event_date)) as median_days
from marts.fct_stage_event as approved
join marts.fct_stage_event as started using (project_id)
join marts.dim_locality on approved.reporting_unit_code = locality_code
where approved.event = 'approved' and started.event = 'started'
  and started.event_date >= approved.event_date
group by all
order by median_days
