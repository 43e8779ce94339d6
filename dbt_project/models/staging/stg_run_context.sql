select
    version_id,
    built_at,
    as_of,
    policy_pack,
    policy_sha256,
    submission_set_sha256,
    code_version
from {{ source('raw', 'run_context') }}
