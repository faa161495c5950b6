"""The command line: `flask read` over files, folders and archives, on one machine or a cluster."""
