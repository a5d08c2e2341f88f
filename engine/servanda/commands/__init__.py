"""The commands, a function each: `cli` gives them their names and examples."""
