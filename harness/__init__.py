"""What tests and benchmarks share: drawn pictures, files to fuzz with, a served site, a browser and its camera."""
