"""What a submission must obey on its own, checked by Great Expectations.

`rules` says what, as data; `frame` derives the columns the rules speak of; `suite` runs them (the only module
that knows Great Expectations, and loads it only then, without what `unused` puts off); `outcome` makes breaches,
refused rows and a summary of the result.
"""
