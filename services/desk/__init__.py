"""The caseworker's day: one queue by the nearest clock, and what is done from there."""
