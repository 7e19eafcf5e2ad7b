"""The plugin's abilities as Processing algorithms, and so for models, batches and ``qgis_process``.

Hands out: ``CiccloProvider``.
Never does: sign-in windows (a stored session is used; without one the algorithm says so).
"""
