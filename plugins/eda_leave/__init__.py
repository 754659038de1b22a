"""Leave from practice with income support, as Eda's guideline has it."""
