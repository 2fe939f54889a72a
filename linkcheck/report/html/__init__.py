"""The report for reading: one HTML file that asks nothing of anyone and shows details on demand. `page` makes it."""
