"""What is made from the engine and its documents: schemas and the command reference.

Run as `python -m tools`, or by `make golden`; nothing here is installed with servanda.
"""
