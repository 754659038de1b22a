"""Opens a case for each row of a list that is pasted from a spreadsheet."""
