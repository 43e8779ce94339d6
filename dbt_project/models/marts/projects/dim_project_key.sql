-- Every key a project ever had, so that an old link still finds it; a project's own id is its own (readings R8).
with row_identity as (select * from {{ ref('int_row_identity') }} where is_standing),

project_month as (select * from {{ ref('int_project_month') }} where is_published),

project as (select distinct project_id from project_month),

-- A key that several units' aliases send to different projects goes to that of its latest row.
former as (
    select
        row_identity.row_key as former_key,
        row_identity.project_id
    from row_identity
    inner join project on row_identity.project_id = project.project_id
    left join project as own on row_identity.row_key = own.project_id
    where own.project_id is null
    qualify
        row_number() over (
            partition by row_identity.row_key
            order by
                row_identity.report_month desc,
                row_identity.submission_order desc,
                row_identity.sheet desc,
                row_identity.row_number desc
        ) = 1
)

select
    project_id as former_key,
    project_id
from project
union all
select
    former_key,
    project_id
from former
