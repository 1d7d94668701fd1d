"""One room for each service that the union gives; a room may import only the rooms above it."""
