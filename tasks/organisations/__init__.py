"""Organisations named, with acronyms and ids."""
