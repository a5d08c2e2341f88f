"""As much of scipy as is used."""
