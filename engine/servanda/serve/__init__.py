"""The page in a browser, for one folder: what answers requests, and what guards it.

`terms` says who may ask, `guard` holds everybody to it, `shelf` keeps what was loaded,
`routes` answers. Engine work never runs on the event loop.
"""
