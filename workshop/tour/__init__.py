"""The guided tour: a real QGIS with the plugin, driven with mouse and keyboard as a person would.

``python -m workshop.tour`` shows the main job on the workshop's platforms. With a display it
hands QGIS over to the person; without one it plays the tour by itself under Xvfb, prints each
step with what was seen, and leaves ``out/demo/tour.json`` and screenshots. The end-to-end tests
use the same stage.
"""
