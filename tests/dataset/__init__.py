"""Nights of very many links as Parquet: what is written, what is asked of it, and whose files are read."""
