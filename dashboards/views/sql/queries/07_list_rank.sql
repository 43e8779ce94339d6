-- 四张清单里各片区的综合名次
-- The four lists: composite ranks within each tier
select list_code, tier, composite_rank_in_tier, locality_name, project_count, mom_rate
from marts.rpt_list_rank
join marts.dim_locality using (locality_code)
where is_reporting_unit and composite_rank_in_tier is not null
  and report_month = (select max(report_month) from marts.rpt_list_rank)
order by list_code, tier, composite_rank_in_tier
