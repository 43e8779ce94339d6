select
    max(value) filter (where key = 'city_code') as city_code,
    max(value) filter (where key = 'city_name') as city_name,
    max(value) filter (where key = 'city_name_en') as city_name_en,
    cast(max(value) filter (where key = 'first_report_month') || '-01' as date) as first_report_month,
    cast(max(value) filter (where key = 'cut_off_day') as integer) as cut_off_day,
    cast(max(value) filter (where key = 'cut_off_time') as time) as cut_off_time,
    coalesce(max(value) filter (where key = 'rank_method'), 'dense') as rank_method,
    cast(coalesce(nullif(max(value) filter (where key = 'mom_floor_wan'), ''), '0') as decimal(18, 4)) as mom_floor_wan,
    -- Months of one year (2020-02) or of every year (2).
    coalesce(replace(max(value) filter (where key = 'mom_excluded_months'), ' ', ''), '') as mom_excluded_months,
    cast(nullif(max(value) filter (where key = 'promoted_pool_target'), '') as integer) as promoted_pool_target,
    max(value) filter (where key = 'conditional_base_items') as conditional_base_items,
    -- Who is last, in the pack's words; null where it has none.
    max(value) filter (where key = 'assessment_last_note') as assessment_last_note,
    max(value) filter (where key = 'assessment_last_two_years_note') as assessment_last_two_years_note,
    -- Which approval items a question is about; without any it has no answer.
    max(value) filter (where key = 'priority_approval_items') as priority_approval_items,
    max(value) filter (where key = 'priority_planning_permit_items') as priority_planning_permit_items,
    max(value) filter (where key = 'priority_land_permit_items') as priority_land_permit_items,
    max(value) filter (where key = 'priority_environment_items') as priority_environment_items,
    -- The basis is named cohort_12m; a pack that says nothing keeps its twelve months.
    cast(coalesce({{ threshold('cohort_months') }}, 12) as integer) as cohort_months
from {{ source('policy', 'settings') }}
