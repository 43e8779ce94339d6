-- Grain month x unit: did the report arrive, in time, and clean? (readings R19)
with calendar as (select * from {{ ref('int_month') }}),

locality as (select * from {{ ref('int_locality') }} where is_reporting_unit),

unit_month as (select * from {{ ref('int_unit_month') }}),

submission as (select * from {{ ref('int_submission') }}),

finding as (select * from {{ ref('int_finding') }}),

sent as (
    select
        report_month,
        reporting_unit_code,
        count(*) as submission_count,
        count(*) filter (where kind = 'correction') as correction_count,
        min_by(outcome <> 'rejected' and rejected_row_count = 0, submission_order) as is_first_pass
    from submission
    group by all
),

found as (
    select
        report_month,
        reporting_unit_code,
        count(*) filter (where severity = 'error') as error_count,
        count(*) filter (where severity = 'warning') as warning_count
    from finding
    group by all
)

select
    calendar.report_month,
    calendar.is_published,
    locality.locality_code as reporting_unit_code,
    unit_month.report_month is not null as is_reported,
    unit_month.received_at,
    unit_month.is_late,
    cast(coalesce(sent.submission_count, 0) as integer) as submission_count,
    cast(coalesce(sent.correction_count, 0) as integer) as correction_count,
    cast(coalesce(found.error_count, 0) as integer) as error_count,
    cast(coalesce(found.warning_count, 0) as integer) as warning_count,
    sent.is_first_pass
from calendar
cross join locality
left join unit_month
    on
        calendar.report_month = unit_month.report_month
        and locality.locality_code = unit_month.reporting_unit_code
left join sent
    on
        calendar.report_month = sent.report_month
        and locality.locality_code = sent.reporting_unit_code
left join found
    on
        calendar.report_month = found.report_month
        and locality.locality_code = found.reporting_unit_code
