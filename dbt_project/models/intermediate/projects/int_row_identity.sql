-- Which project each ledger row is about (rulebook 3; readings R6).
with ledger_row as (select * from {{ ref('stg_ledger_row') }}),

submission as (select * from {{ ref('int_submission') }}),

project_alias as (select * from {{ ref('stg_project_alias') }}),

keyed_row as (
    select
        ledger_row.row_id,
        ledger_row.submission_id,
        ledger_row.sheet,
        ledger_row.row_number,
        ledger_row.is_accepted,
        ledger_row.project_code,
        ledger_row.name_key,
        submission.reporting_unit_code,
        submission.report_month,
        submission.submission_order,
        ledger_row.is_accepted and submission.outcome <> 'rejected' as is_standing,
        coalesce(ledger_row.project_code, submission.reporting_unit_code || ':' || ledger_row.name_key) as row_key
    from ledger_row
    inner join submission on ledger_row.submission_id = submission.submission_id
),

-- The codes that a unit and name ever carried; only a single one is joined.
name_code as (
    select
        reporting_unit_code,
        name_key,
        min(project_code) as only_code,
        count(distinct project_code) as code_count
    from keyed_row
    where is_standing and project_code is not null
    group by all
),

alias_target as (
    select
        project_alias.reporting_unit_code,
        project_alias.alias_code,
        project_alias.alias_name_key,
        coalesce(
            project_alias.target_code,
            name_code.only_code,
            project_alias.reporting_unit_code || ':' || project_alias.target_name_key
        ) as target_key,
        coalesce(project_alias.target_code, name_code.only_code) as target_code
    from project_alias
    left join name_code
        on
            project_alias.reporting_unit_code = name_code.reporting_unit_code
            and project_alias.target_name_key = name_code.name_key
            and name_code.code_count = 1
),

resolved_row as (
    select
        keyed_row.*,
        case
            when keyed_row.project_code is not null then keyed_row.project_code
            when by_name.target_key is not null then by_name.target_code
            when name_code.code_count = 1 then name_code.only_code
        end as joined_code,
        coalesce(keyed_row.project_code, by_name.target_key, keyed_row.row_key) as named_key,
        keyed_row.project_code is null
        and by_name.target_key is null
        and coalesce(name_code.code_count, 0) > 1 as is_code_ambiguous
    from keyed_row
    left join alias_target as by_name
        on
            keyed_row.project_code is null
            and keyed_row.reporting_unit_code = by_name.reporting_unit_code
            and keyed_row.name_key = by_name.alias_name_key
    left join name_code
        on
            keyed_row.reporting_unit_code = name_code.reporting_unit_code
            and keyed_row.name_key = name_code.name_key
),

identified_row as (
    select
        {{ all_but(['joined_code', 'named_key'], 'resolved_row') }},
        coalesce(by_code.target_key, resolved_row.joined_code, resolved_row.named_key) as project_id,
        case
            when by_code.target_key is not null then by_code.target_code
            else resolved_row.joined_code
        end as identity_code
    from resolved_row
    left join alias_target as by_code
        on
            resolved_row.reporting_unit_code = by_code.reporting_unit_code
            and resolved_row.joined_code = by_code.alias_code
)

select
    *,
    -- Accepted rows of one submission and project, first in the file first; null for refused rows.
    case
        when is_accepted
            then row_number() over (
                partition by submission_id, is_accepted, project_id
                order by sheet, row_number
            )
    end as project_row_order
from identified_row
