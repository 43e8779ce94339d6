-- Grain month x unit: how well the unit reported since January (readings R47).
with member as (select * from {{ ref('rpt_reporting_quality_member') }}),

weight as (
    select
        {{ threshold('quality_on_time_weight') }} as on_time_weight,
        {{ threshold('quality_first_pass_weight') }} as first_pass_weight,
        {{ threshold('quality_correction_weight') }} as correction_weight
),

total as (
    select
        report_month,
        reporting_unit_code,
        {{ count_if('in_denominator') }} as due_month_count,
        {{ count_if('is_on_time') }} as on_time_count,
        {{ count_if('is_first_pass is not null') }} as sent_month_count,
        {{ count_if('is_first_pass') }} as first_pass_count,
        cast(sum(submission_count) as integer) as submission_count,
        cast(sum(correction_count) as integer) as correction_count
    from member
    group by all
),

rated as (
    select
        *,
        {{ ratio('on_time_count', 'due_month_count') }} as on_time_rate,
        {{ ratio('first_pass_count', 'sent_month_count') }} as first_pass_rate,
        {{ ratio('correction_count', 'submission_count') }} as correction_rate
    from total
)

-- A part that is undefined, or without a weight of the pack, leaves no score.
select
    rated.*,
    100 * (
        rated.on_time_rate * weight.on_time_weight
        + rated.first_pass_rate * weight.first_pass_weight
        + (1 - rated.correction_rate) * weight.correction_weight
    )
    / (weight.on_time_weight + weight.first_pass_weight + weight.correction_weight) as score
from rated
cross join weight
