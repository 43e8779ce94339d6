-- Grain month x project: whose row counts when several units report it (rulebook 3; readings R9).
with recursive effective_row as (select * from {{ ref('int_effective_row') }}),

locality as (select * from {{ ref('int_locality') }} where is_reporting_unit),

-- Ranked as the rules decide where history does not: region in the code, then the earliest submission.
candidate as (
    select
        effective_row.project_id,
        effective_row.report_month,
        effective_row.reporting_unit_code,
        row_number() over (
            partition by effective_row.project_id, effective_row.report_month
            order by
                coalesce({{ is_code_of_region('effective_row.identity_code', 'locality.gb2260_code') }}, false) desc,
                effective_row.submission_order asc,
                effective_row.reporting_unit_code asc
        ) as preference,
        count(*) over (partition by effective_row.project_id, effective_row.report_month) as unit_count
    from effective_row
    inner join locality on effective_row.reporting_unit_code = locality.locality_code
),

month_choice as (
    select
        project_id,
        report_month,
        reporting_unit_code,
        unit_count,
        max(unit_count) over (partition by project_id) > 1 as is_contested,
        row_number() over (partition by project_id order by report_month) as month_order
    from candidate
    where preference = 1
),

-- Only contested projects walk through their months; the unit that counted last stays while it reports.
walk as (
    select
        project_id,
        report_month,
        reporting_unit_code,
        month_order
    from month_choice
    where is_contested and month_order = 1
    union all
    select
        month_choice.project_id,
        month_choice.report_month,
        coalesce(incumbent.reporting_unit_code, month_choice.reporting_unit_code) as reporting_unit_code,
        month_choice.month_order
    from walk
    inner join month_choice
        on
            walk.project_id = month_choice.project_id
            and walk.month_order + 1 = month_choice.month_order
    left join candidate as incumbent
        on
            month_choice.project_id = incumbent.project_id
            and month_choice.report_month = incumbent.report_month
            and walk.reporting_unit_code = incumbent.reporting_unit_code
)

select
    project_id,
    report_month,
    reporting_unit_code
from walk
union all
select
    project_id,
    report_month,
    reporting_unit_code
from month_choice
where not is_contested
