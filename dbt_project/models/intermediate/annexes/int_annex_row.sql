-- Accepted rows of every sheet beside the ledger, of the submissions that count: which project, and which key a
-- correction replaces (rulebook 2, 3; readings R55, R56).
with submission as (select * from {{ ref('int_submission') }}),

row_identity as (select * from {{ ref('int_row_identity') }}),

project_alias as (select * from {{ ref('stg_project_alias') }}),

said as (
    select
        'approvals' as annex,
        row_id,
        submission_id,
        sheet,
        row_number,
        is_accepted,
        project_code,
        name_key,
        {{ text_key('item') }} as part_key
    from {{ ref('stg_approval_row') }}
    union all
    select
        'factors' as annex,
        row_id,
        submission_id,
        sheet,
        row_number,
        is_accepted,
        project_code,
        name_key,
        {{ value_key('kind') }} || '|' || {{ text_key('item') }} as part_key
    from {{ ref('stg_factor_row') }}
    union all
    select
        'evaluations' as annex,
        row_id,
        submission_id,
        sheet,
        row_number,
        is_accepted,
        project_code,
        name_key,
        {{ value_key('evaluated_on') }} as part_key
    from {{ ref('stg_evaluation_row') }}
    union all
    select
        'funding' as annex,
        row_id,
        submission_id,
        sheet,
        row_number,
        is_accepted,
        project_code,
        name_key,
        concat_ws(
            '|', {{ value_key('fund_source') }}, {{ text_key('programme') }}, {{ value_key('plan_year') }}
        ) as part_key
    from {{ ref('stg_funding_row') }}
    union all
    select
        'promotions' as annex,
        row_id,
        submission_id,
        sheet,
        row_number,
        is_accepted,
        null as project_code,
        null as name_key,
        {{ value_key('name_key') }} || '|' || {{ text_key('leader_name') }} as part_key
    from {{ ref('stg_promotion_row') }}
    union all
    select
        'standard_land' as annex,
        row_id,
        submission_id,
        sheet,
        row_number,
        is_accepted,
        null as project_code,
        null as name_key,
        {{ text_key('parcel') }} as part_key
    from {{ ref('stg_standard_land_row') }}
    union all
    select
        'preliminary_funds' as annex,
        row_id,
        submission_id,
        sheet,
        row_number,
        is_accepted,
        null as project_code,
        null as name_key,
        {{ value_key('fund_year') }} as part_key
    from {{ ref('stg_preliminary_fund_row') }}
),

keyed_row as (
    select
        said.annex,
        said.row_id,
        said.submission_id,
        said.sheet,
        said.row_number,
        said.project_code,
        said.name_key,
        said.part_key,
        submission.reporting_unit_code,
        submission.report_month as source_month,
        submission.submission_order
    from said
    inner join submission on said.submission_id = submission.submission_id
    where
        said.is_accepted
        and submission.is_effective
        and not submission.is_superseded
        and submission.kind in ('full', 'correction')
),

name_code as (
    {{ name_codes('row_identity') }}
),

alias_target as (
    {{ alias_targets() }}
),

resolved_row as (
    {{ resolved_rows('keyed_row') }}
),

identified_row as (
    {{ identified_rows('resolved_row') }}
)

select
    annex,
    row_id,
    submission_id,
    sheet,
    row_number,
    reporting_unit_code,
    source_month,
    submission_order,
    project_id,
    part_key
from identified_row
-- Of one key the latest of the month stands; of one submission (an alias reveals it) the first in the file.
qualify
    row_number() over (
        partition by annex, reporting_unit_code, source_month, project_id, part_key
        order by submission_order desc, sheet asc, row_number asc
    ) = 1
