"""The data folder: started, killed, damaged, upgraded, erased, restored."""
