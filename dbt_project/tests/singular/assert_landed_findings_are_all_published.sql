-- No finding of a file is lost on the way to the published table.
select submission_id || '-' || finding_number as finding_id
from {{ source('raw', 'finding') }}
except
select finding_id
from {{ ref('fct_finding') }}
