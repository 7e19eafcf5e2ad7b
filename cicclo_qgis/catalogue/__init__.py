"""The collections of many platforms at once.

Hands out: ``Harvest`` (asks all platforms in parallel, reports each as it answers), ``Entry``
(a collection of a platform, with its padlock).
Never does: Qt, credentials, user interface text.
"""
