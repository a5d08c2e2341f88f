"""Types for the little of durable_rules that the engine uses."""
