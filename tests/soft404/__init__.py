"""A labelled set of not-found and genuine pages, and how well the detector of soft 404s tells them apart."""
