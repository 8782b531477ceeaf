"""Sample publishers, written for this project: invented organisations, invented people."""
