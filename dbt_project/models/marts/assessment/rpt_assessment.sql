-- The yearly assessment (rulebook 20); a note is for people to decide on. Its indicators are in
-- intermediate.rpt_assessment_member.
with assessment as (select * from {{ ref('int_assessment') }})

select
    cast(year as integer) as year,
    assessment_group,
    unit,
    report_month,
    is_provisional,
    score,
    rank,
    is_last,
    is_last_two_years,
    missing_indicators,
    note
from assessment
