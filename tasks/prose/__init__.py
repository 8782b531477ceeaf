"""A text cut into paragraphs, sentences and words, and rules read for it."""
