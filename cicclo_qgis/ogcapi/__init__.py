"""A client of OGC API - Features that survives real servers (landing page, collections, items).

Hands out: ``discover`` (an address -> ``LandingPage``), ``collections`` (paged iterator of
``Collection``), ``first_page``, and ``OgcApiError`` with a ``ProblemCode``.
Never does: credentials (they are added below by the transport), Qt, writing to disk.
"""
