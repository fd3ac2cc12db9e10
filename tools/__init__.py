"""What maintains the notebooks: `refresh` runs them, `save_hook` keeps the pictures in what a student saves."""
