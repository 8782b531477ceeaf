"""Places, quantities, works and events named."""
