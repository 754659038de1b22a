"""Letters: templates to blocks, HTML and PDF."""
