"""What keeps the site up: headers, limits, logs, health, memory, start-up and the server's workers."""
