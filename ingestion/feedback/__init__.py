"""What people are told about their data.

Belongs here: the wording of every finding (`catalogue.csv`) and how it is filled in (`messages`).
Does not belong here: deciding what is wrong (`readers`, `identify`, `parsing`, `expectations`, dbt).
"""
