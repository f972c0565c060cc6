"""One module a topic; each turns a reading into panels, or into a panel that says what is missing."""
