-- Grain year x group x unit: the score, the place, and who is last (rulebook 20; readings R48).
with member as (select * from {{ ref('rpt_assessment_member') }}),

setting as (select * from {{ ref('stg_setting') }}),

-- In a fixed order: a sum of doubles depends on it.
scored as (
    select
        year,
        assessment_group,
        unit,
        report_month,
        is_provisional,
        case
            when count(*) = count(points)
                then
                    sum(points * cast(weight as double) order by indicator)
                    / sum(cast(weight as double) order by indicator)
        end as score,
        string_agg(case when points is null then indicator end, '|' order by indicator) as missing_indicators
    from member
    group by all
),

ranked as (
    select
        scored.*,
        setting.assessment_last_note,
        setting.assessment_last_two_years_note,
        {{ rank_of('score', 'year, assessment_group') }} as rank
    from scored
    cross join setting
),

-- Last is who has somebody before and nobody behind; nobody is on missing data, and no year before it is over.
placed as (
    select
        *,
        coalesce(
            not is_provisional
            and rank = max(rank) over (partition by year, assessment_group)
            and rank > min(rank) over (partition by year, assessment_group),
            false
        ) as is_last
    from ranked
)

select
    placed.*,
    placed.is_last and coalesce(before.is_last, false) as is_last_two_years,
    case
        when placed.is_last and before.is_last then placed.assessment_last_two_years_note
        when placed.is_last then placed.assessment_last_note
    end as note
from placed
left join placed as before
    on
        placed.assessment_group = before.assessment_group
        and placed.unit = before.unit
        and placed.year = before.year + 1
