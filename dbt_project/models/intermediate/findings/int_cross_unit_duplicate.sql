-- Rows of a project that another unit's row counts for (rulebook 3; readings R9).
with standing_row as (select * from {{ ref('int_current_row') }} where is_standing_row),

counted_row as (select * from {{ ref('int_counted_row') }})

select
    standing_row.row_id,
    standing_row.submission_id,
    standing_row.reporting_unit_code,
    standing_row.report_month,
    standing_row.project_id,
    counted_row.reporting_unit_code as other_reporting_unit_code,
    counted_row.row_id as other_row_id
from standing_row
inner join counted_row
    on
        standing_row.project_id = counted_row.project_id
        and standing_row.report_month = counted_row.report_month
where not standing_row.is_counted
