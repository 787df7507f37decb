"""Articles from files to passages that can be searched."""
