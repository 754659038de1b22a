"""Three plugins to read and to try things with: one that works, one that says no in every way it may, and one that crashes.

No municipality finds them by name. A test gives them to `play` or `open_town`: ``plugins={"crashes": crashes}``.
"""
