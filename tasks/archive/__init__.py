"""Raw bytes first: what was fetched, kept and proved."""
