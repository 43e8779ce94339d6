-- 各地最近一月的转化率
-- Conversion by locality in the latest month
select locality_name, conversion_rate, converted_count, reserve_count, shortfall_count, rank
from marts.rpt_conversion
join marts.dim_locality using (locality_code)
where scope = 'all' and basis = 'year_to_date' and is_reporting_unit
  and report_month = (select max(report_month) from marts.rpt_conversion)
order by rank, sort_order
