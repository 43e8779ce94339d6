-- Sheets of every submission, as landed.
select * from {{ ref('stg_submission_sheet') }}
