"""A command: who may, what is asked, opening and doing, and what people do beside the steps."""
