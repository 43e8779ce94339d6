-- Pairs of similar names that are still two projects, the later name first (rulebook 3; readings R90, R91).
with similar_name as (select * from {{ ref('stg_similar_name') }}),

standing_row as (select * from {{ ref('int_current_row') }} where is_standing_row),

-- Where each name first stood, and in which order names came.
first_row as (
    select
        reporting_unit_code,
        name_key,
        report_month as first_report_month,
        row_number() over (
            partition by reporting_unit_code
            order by report_month, submission_order, sheet, row_number
        ) as appearance
    from standing_row
    qualify
        row_number() over (
            partition by reporting_unit_code, name_key
            order by report_month, submission_order, sheet, row_number
        ) = 1
),

last_row as (
    select
        reporting_unit_code,
        name_key,
        row_id,
        project_id
    from standing_row
    qualify
        row_number() over (
            partition by reporting_unit_code, name_key
            order by report_month desc, submission_order desc, sheet desc, row_number desc
        ) = 1
),

-- Names that ever stood for the same project need no decision any more.
shared as (
    select distinct
        similar_name.reporting_unit_code,
        similar_name.name_key,
        similar_name.other_name_key
    from similar_name
    inner join standing_row as own
        on
            similar_name.reporting_unit_code = own.reporting_unit_code
            and similar_name.name_key = own.name_key
    inner join standing_row as other
        on
            similar_name.reporting_unit_code = other.reporting_unit_code
            and similar_name.other_name_key = other.name_key
            and own.project_id = other.project_id
),

open_pair as (
    select *
    from similar_name
    where
        not exists (
            select 1
            from shared
            where
                shared.reporting_unit_code = similar_name.reporting_unit_code
                and shared.name_key = similar_name.name_key
                and shared.other_name_key = similar_name.other_name_key
        )
),

both_ways as (
    select
        reporting_unit_code,
        name_key,
        other_name_key,
        score,
        has_same_owner,
        has_near_investment
    from open_pair
    union all
    select
        reporting_unit_code,
        other_name_key as name_key,
        name_key as other_name_key,
        score,
        has_same_owner,
        has_near_investment
    from open_pair
)

select
    both_ways.*,
    later.first_report_month,
    earlier.first_report_month as other_first_report_month,
    last_row.row_id as last_row_id,
    last_row.project_id,
    other_last_row.row_id as other_last_row_id,
    other_last_row.project_id as other_project_id
from both_ways
inner join first_row as later
    on
        both_ways.reporting_unit_code = later.reporting_unit_code
        and both_ways.name_key = later.name_key
inner join first_row as earlier
    on
        both_ways.reporting_unit_code = earlier.reporting_unit_code
        and both_ways.other_name_key = earlier.name_key
inner join last_row
    on
        both_ways.reporting_unit_code = last_row.reporting_unit_code
        and both_ways.name_key = last_row.name_key
inner join last_row as other_last_row
    on
        both_ways.reporting_unit_code = other_last_row.reporting_unit_code
        and both_ways.other_name_key = other_last_row.name_key
where earlier.appearance < later.appearance
