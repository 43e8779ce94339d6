{{ config(materialized='view') }}
-- Grain month x project x dimension: where each project falls, exited ones nowhere (rulebook 17; readings R64).
with project_month as (select * from {{ ref('int_project_month') }} where library <> 'exited'),

sized as (
    select
        *,
        -- A pack without a limit has no band above it.
        case
            when total_investment_wan >= {{ threshold('ten_yi_wan') }} then 'ten_yi'
            when total_investment_wan >= {{ threshold('yi_wan') }} then 'yi'
            when total_investment_wan is not null then 'below_yi'
        end as size_band
    from project_month
),

dimension as (
    select known.dimension
    from (
        values ('category'), ('stage'), ('investor_kind'), ('plan_theme'), ('planning_type'), ('size_band')
    ) as known (dimension)
),

placed as (
    select
        sized.*,
        dimension.dimension,
        coalesce(
            case dimension.dimension
                when 'category' then sized.category
                when 'stage' then sized.stage
                when 'investor_kind' then sized.investor_kind
                when 'plan_theme' then sized.plan_theme
                when 'planning_type' then sized.planning_type
                when 'size_band' then sized.size_band
            end,
            'none'
        ) as value
    from sized
    cross join dimension
)

select
    report_month,
    dimension,
    value,
    project_id,
    reporting_unit_code,
    total_investment_wan,
    annual_plan_wan,
    ytd_investment_wan,
    month_investment_wan,
    submission_id,
    sheet,
    row_number
from placed
