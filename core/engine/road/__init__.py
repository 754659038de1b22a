"""The road: lists of steps entered, left and ended, and what moves by itself."""
