-- What people are asked to look at: similar names, and projects that two units still report (readings R91, R92).
with similar_name as (select * from {{ ref('int_similar_name') }}),

duplicate as (select * from {{ ref('int_cross_unit_duplicate') }}),

current_row as (select * from {{ ref('int_current_row') }}),

ledger_row as (select * from {{ ref('stg_ledger_row') }}),

-- The unit's last ledger of which a row stands: one without any tells nothing of what is still reported twice.
last_month as (
    select
        reporting_unit_code,
        max(report_month) as report_month
    from current_row
    where is_standing_row
    group by all
),

first_duplicate as (
    select
        reporting_unit_code,
        project_id,
        other_reporting_unit_code,
        min(report_month) as first_report_month
    from duplicate
    group by all
),

pair as (
    select
        'similar_name' as pair_kind,
        reporting_unit_code,
        reporting_unit_code as other_reporting_unit_code,
        project_id,
        other_project_id,
        last_row_id as row_id,
        other_last_row_id as other_row_id,
        first_report_month,
        other_first_report_month,
        score as similarity_score,
        has_same_owner,
        has_near_investment
    from similar_name
    union all
    -- Only where the unit's last ledger still says so.
    select
        'cross_unit' as pair_kind,
        duplicate.reporting_unit_code,
        duplicate.other_reporting_unit_code,
        duplicate.project_id,
        duplicate.project_id as other_project_id,
        duplicate.row_id,
        duplicate.other_row_id,
        first_duplicate.first_report_month,
        null as other_first_report_month,
        null as similarity_score,
        null as has_same_owner,
        null as has_near_investment
    from duplicate
    inner join last_month
        on
            duplicate.reporting_unit_code = last_month.reporting_unit_code
            and duplicate.report_month = last_month.report_month
    inner join first_duplicate
        on
            duplicate.reporting_unit_code = first_duplicate.reporting_unit_code
            and duplicate.project_id = first_duplicate.project_id
            and duplicate.other_reporting_unit_code = first_duplicate.other_reporting_unit_code
)

select
    pair.*,
    own_row.project_name,
    own_row.project_code,
    own_row.total_investment_wan,
    other_row.project_name as other_project_name,
    other_row.project_code as other_project_code,
    other_row.total_investment_wan as other_total_investment_wan
from pair
inner join ledger_row as own_row on pair.row_id = own_row.row_id
inner join ledger_row as other_row on pair.other_row_id = other_row.row_id
