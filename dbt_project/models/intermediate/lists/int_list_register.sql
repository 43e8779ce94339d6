-- The pack's registers with their projects: a code, or a unit's name, as people write them (readings R25).
-- An entry that no project answers to stays, without a project: its list and year are covered all the same.
with register as (select * from {{ ref('stg_list_member') }}),

row_identity as (select * from {{ ref('int_row_identity') }} where is_standing)

select distinct
    register.list_code,
    register.year,
    row_identity.project_id
from register
left join row_identity
    on
        register.project_code in (row_identity.project_code, row_identity.project_id)
        or (
            register.project_code is null
            and register.reporting_unit_code = row_identity.reporting_unit_code
            and (
                register.name_key = row_identity.name_key
                or register.reporting_unit_code || ':' || register.name_key = row_identity.project_id
            )
        )
