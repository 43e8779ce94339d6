-- Grain month x project: its place in the row of months (rulebook 12; readings R49).
-- Consecutive months have consecutive places. A month without a row of the project is passed over where the unit of its
-- last row did not report; where that unit did report, a place stays empty and what was consecutive ends.
with project_month as (select * from {{ ref('int_project_month') }}),

unit_month as (select * from {{ ref('int_unit_month') }}),

reported_next as (
    select
        reporting_unit_code,
        report_month,
        lead(report_month) over (partition by reporting_unit_code order by report_month) as next_reported_month
    from unit_month
),

followed as (
    select
        project_month.*,
        lag(reported_next.next_reported_month) over project < project_month.report_month as is_after_gap
    from project_month
    inner join reported_next
        on
            project_month.reporting_unit_code = reported_next.reporting_unit_code
            and project_month.report_month = reported_next.report_month
    window project as (partition by project_month.project_id order by project_month.report_month)
)

select
    report_month,
    is_published,
    project_id,
    reporting_unit_code,
    submission_id,
    sheet,
    row_number,
    library,
    investor_kind,
    category,
    total_investment_wan,
    responsible_unit,
    responsible_person,
    leader_in_charge,
    oversight_unit,
    problem,
    row_number() over (partition by project_id order by report_month)
    + count(*) filter (where is_after_gap) over (
        partition by project_id
        order by report_month
        rows between unbounded preceding and current row
    ) as place
from followed
