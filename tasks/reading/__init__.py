"""Bytes to a clean text with title, address and number."""
