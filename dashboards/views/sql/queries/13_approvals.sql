-- 前期手续卡在哪一项
-- At which approval item projects wait
select next_item, count(*) as project_count, sum(overdue_count) as overdue_count
from marts.rpt_approval_progress
where next_item is not null
  and report_month = (select max(report_month) from marts.rpt_approval_progress)
group by all
order by project_count desc, next_item
