-- What this version was made of; the publisher adds the hash of the content once every mart stands.
with run_context as (select * from {{ ref('int_run_context') }})

select
    version_id,
    built_at,
    as_of,
    policy_pack,
    policy_sha256,
    submission_set_sha256,
    code_version,
    cast(null as varchar) as content_sha256
from run_context
