"""The invented city at work: fourteen months of cases, lived through by the product's own verbs."""
