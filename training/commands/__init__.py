"""The command line: a module for each group of commands, and no training code in any."""
