"""Every record the pipeline hands on, as frozen, strict pydantic models.

This package imports nothing of ours: steps, warehouse and flows all depend on it.
"""
