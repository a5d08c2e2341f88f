"""How fast Servanda is, as ratios to well-known programs in the same run."""
