with name_review as (select * from {{ ref('int_name_review') }})

select
    pair_kind,
    reporting_unit_code,
    project_name,
    other_reporting_unit_code,
    other_project_name,
    project_id,
    other_project_id,
    project_code,
    other_project_code,
    first_report_month,
    other_first_report_month,
    total_investment_wan,
    other_total_investment_wan,
    similarity_score,
    has_same_owner,
    has_near_investment
from name_review
