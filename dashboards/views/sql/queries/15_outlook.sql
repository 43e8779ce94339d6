-- 全市各月对年底的展望
-- The outlook for the year's end, month by month
select measure, report_month, so_far, low, year_end, high, method
from marts.rpt_outlook
join marts.dim_locality using (locality_code)
where is_city_total
order by measure, report_month
