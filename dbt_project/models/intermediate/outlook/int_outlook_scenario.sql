-- Grain month x locality x measure x scenario: what could still be added until December, least first (readings R72).
-- Nothing of a later month is looked at: earlier years are over, and recent months end with this one.
with measure as (select * from {{ ref('int_outlook_measure') }}),

-- What each reporting unit added from this month of an earlier year to its December.
past as (
    select
        this.report_month,
        this.locality_code,
        this.measure,
        'earlier_year' as kind,
        since.report_month as source_month,
        since.locality_code as source_locality_code,
        this.history_scale * ((december.past_amount - since.past_amount) / since.history_base) as change
    from measure as this
    inner join measure as since
        on
            this.measure = since.measure
            and month(this.report_month) = month(since.report_month)
            and this.report_month > since.report_month
    inner join measure as december
        on
            since.measure = december.measure
            and since.locality_code = december.locality_code
            and year(since.report_month) = year(december.report_month)
    where since.is_ranked and month(december.report_month) = 12 and month(this.report_month) < 12
),

-- What it would be if every remaining month were like one of the locality's latest.
pace as (
    select
        this.report_month,
        this.locality_code,
        this.measure,
        'recent_month' as kind,
        recent.report_month as source_month,
        recent.locality_code as source_locality_code,
        (12 - month(this.report_month)) * (recent.added_amount / this.year_base) as change
    from measure as this
    inner join measure as recent
        on
            this.locality_code = recent.locality_code
            and this.measure = recent.measure
            and this.report_month >= recent.report_month
            and {{ add_months('this.report_month', '-' ~ threshold('outlook_recent_months')) }} < recent.report_month
    where month(this.report_month) < 12
),

scenario as (
    select * from past
    where change is not null
    union all
    select * from pace
    where change is not null
)

select
    *,
    row_number() over by_change as place,
    count(*) over (partition by report_month, locality_code, measure) as scenario_count
from scenario
window
    by_change as (
        partition by report_month, locality_code, measure order by change, kind, source_month, source_locality_code
    )
