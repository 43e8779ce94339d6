-- Grain month x unit: units that reported this month and the one before, the only comparable ones (rulebook 9).
with unit_month as (select * from {{ ref('int_unit_month') }})

select
    this.report_month,
    before.report_month as previous_month,
    this.reporting_unit_code
from unit_month as this
inner join unit_month as before
    on
        this.reporting_unit_code = before.reporting_unit_code
        and this.report_month = {{ add_months('before.report_month', 1) }}
