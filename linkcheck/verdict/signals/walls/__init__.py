"""Walls as data: `providers.toml` says by what each is known, `providers` reads it."""
