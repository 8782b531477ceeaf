"""The warehouse: one DuckDB file that is written, and a published copy that is read.

This package alone imports duckdb. All SQL stands in `sql/`.
"""
