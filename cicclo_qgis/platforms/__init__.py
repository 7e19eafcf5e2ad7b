"""What a data platform is, and the registry of those known.

Hands out: ``Platform`` and the ways into it (``Access``), ``Registry`` (shipped, workshop and
user's own records), and ``landing_candidates`` for an address typed by a person.
Never does: network, Qt, secrets.
"""
