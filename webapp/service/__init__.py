"""One photo from its bytes to its answer: what pages, API and command line share."""
