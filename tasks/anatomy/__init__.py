"""The parts of a release: dateline, lead, contact, standing text, embargo."""
