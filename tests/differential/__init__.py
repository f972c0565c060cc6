"""Engine and reference model side by side, in worlds small enough for both."""
