"""A reading in the forms that leave the site: CSV, XLSX, JSON, and the photo with its digits boxed."""
