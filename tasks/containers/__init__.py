"""Files and mailboxes that hold many documents."""
