-- 全市转化率逐月走势
-- The city's conversion, month by month
select report_month, conversion_rate, target_rate
from marts.rpt_conversion
join marts.dim_locality using (locality_code)
where is_city_total and scope = 'all' and basis = 'year_to_date'
order by report_month
