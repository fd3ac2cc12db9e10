"""The questions: their files, their form, and what judges an answer."""
