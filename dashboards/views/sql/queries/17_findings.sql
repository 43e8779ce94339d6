-- 哪类问题最多
-- Which problems are most frequent
select rule_id, severity, count(*) as finding_count
from marts.fct_finding
group by all
order by finding_count desc, rule_id
