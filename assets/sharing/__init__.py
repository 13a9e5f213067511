"""A data home that several machines share: whether its folder can be one, and copies in buckets."""
