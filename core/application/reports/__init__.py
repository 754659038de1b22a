"""Reports: counted, shown, kept as files, small numbers hidden."""
