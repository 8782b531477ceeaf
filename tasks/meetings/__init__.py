"""Who met whom, where, when and how."""
