"""The crops of single digits that the classifiers learn from."""
