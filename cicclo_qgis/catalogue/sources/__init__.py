"""Where collections come from: one way in a file, the same rows out.

Hands out: ``plan.source_of`` (the way in that fits a platform's record), ``plan.can_be_listed``,
``probing.probe`` and ``probing.located`` (a try of one collection, whatever it is read by), and
``neighbours.Neighbours``. Each way in is loaded when a platform is met that needs it.
Never does: credentials, threads, Qt.
"""

from __future__ import annotations
