"""Persons named, with their roles."""
