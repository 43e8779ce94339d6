"""Messy files made by code, and what must be read of each."""
