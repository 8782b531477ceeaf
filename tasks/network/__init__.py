"""All traffic: one chokepoint, judged addresses, politeness, limits."""
