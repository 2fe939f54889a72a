"""The pipeline: the only room that knows the order of the stages."""
