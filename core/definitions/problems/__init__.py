"""What is told of a mistake: rules, sentences and advice."""
