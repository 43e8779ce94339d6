-- Grain month x project: the span in the reserve library as known in that month (rulebook 5; reading R13).
-- A project without a reserve date, or that left before it entered, never was in the reserve and has no row.
with project_month as (select * from {{ ref('int_project_month') }}),

keyed as (
    select
        report_month,
        project_id,
        reporting_unit_code,
        submission_id,
        sheet,
        row_number,
        library,
        investor_kind,
        total_investment_wan,
        is_started,
        reserve_on,
        construction_on,
        {{ sortable_date('reserve_on') }} as entered_key,
        {{ sortable_date('construction_on') }} as construction_key,
        {{ sortable_date('exit_on') }} as exit_key
    from project_month
)

select
    {{ all_but(['construction_key', 'exit_key']) }},
    least(construction_key, exit_key) as left_key,
    case
        when construction_key is null and exit_key is null then null
        when exit_key is null or construction_key <= exit_key then 'construction'
        else 'exit'
    end as left_by
from keyed
where
    entered_key is not null
    and coalesce(construction_key >= entered_key, true)
    and coalesce(exit_key >= entered_key, true)
