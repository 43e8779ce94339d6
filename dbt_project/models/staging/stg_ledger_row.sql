-- One id per row of a file, so that what is decided about rows stays narrow; every typed field as landed.
select
    submission_id || '/' || sheet || '/' || row_number as row_id,
    *
from {{ source('raw', 'ledger_row') }}
