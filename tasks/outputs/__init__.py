"""What leaves in the forms other tools read: news items, feeds, crawls."""
