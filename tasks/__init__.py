"""The steps, one plain module each: models in, models out.

discover -> fetch -> archive -> decode -> parse -> clean -> classify -> validate -> stage

Nothing here imports Prefect or DuckDB; clock and network are handed in.
"""
