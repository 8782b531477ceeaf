"""Dates: of publication, of events, of what is announced."""
