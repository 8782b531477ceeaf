"""Prefect flows, the server that runs them, and the command line."""
