"""Swedish identity numbers as types of facts, with check digits."""
