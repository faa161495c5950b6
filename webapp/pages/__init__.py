"""The pages: upload and result, many photos, how it works."""
