"""Pure-Python packages the plugin carries along, so that it works without pip.

Made by ``make vendor`` from ``vendor.txt``; do not edit by hand.
"""
