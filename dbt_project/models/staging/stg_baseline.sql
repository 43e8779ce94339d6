select
    locality_code,
    report_month,
    ytd_investment_wan
from {{ source('policy', 'baseline') }}
