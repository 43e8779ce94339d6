-- Grain month x list x project: the members of each list with their progress and lights (rulebook 9).
with list_member as (select * from {{ ref('int_list_member') }}),

progress as (select * from {{ ref('int_project_progress') }})

select
    list_member.list_code,
    progress.*
from list_member
inner join progress
    on
        list_member.report_month = progress.report_month
        and list_member.project_id = progress.project_id
