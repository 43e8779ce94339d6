-- The indicators behind each row of rpt_assessment (rulebook 22): figure, points and weight. What is behind a figure is
-- behind its table, for the unit and month that stand here.
with assessed_unit as (select * from {{ ref('int_assessed_unit') }}),

indicator as (select * from {{ ref('stg_assessment_indicator') }}),

figure as (select * from {{ ref('int_assessed_figure') }}),

measured as (
    select
        assessed_unit.year,
        assessed_unit.assessment_group,
        assessed_unit.unit,
        indicator.indicator,
        assessed_unit.report_month,
        assessed_unit.is_provisional,
        indicator.table_name,
        indicator.column_name,
        indicator.weight,
        indicator.is_higher_better,
        figure.figure,
        max(figure.figure) over same_indicator as worst,
        min(figure.figure) over same_indicator as best
    from assessed_unit
    inner join indicator on assessed_unit.assessment_group = indicator.assessment_group
    left join figure
        on
            assessed_unit.report_month = figure.report_month
            and assessed_unit.unit = figure.unit
            and indicator.table_name = figure.table_name
            and indicator.column_name = figure.column_name
    window
        same_indicator as (
            partition by assessed_unit.year, assessed_unit.assessment_group, indicator.indicator
        )
)

select
    {{ all_but(['worst', 'best']) }},
    -- A rate is worth its hundredfold up to the pack's cap; where less is better, the place between best and worst.
    case
        when figure is null then null
        when is_higher_better
            then 100 * least(greatest(figure, 0), cast({{ threshold('assessment_rate_cap') }} as double))
        when worst > best then 100 * (worst - figure) / (worst - best)
        else 100
    end as points
from measured
