"""What keeps the site up: headers, limits, logs, health, metrics, memory, start-up and the server's workers."""
