"""Draws what there is too little of: writing by hand, print, displays, and what they stand on."""
