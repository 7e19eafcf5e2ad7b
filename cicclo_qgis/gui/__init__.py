"""What a person sees: the dock, the details, the sign-in window, messages.

Never does: network, waiting, secrets. Everything slow is asked of ``host.workers``.
"""
