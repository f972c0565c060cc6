"""The app: runs and studies of a results folder in the browser, side by side, and what-if questions.

Draws with the report's figures and runs the engine through the studies only. Start at `sim.app.server`.
"""
