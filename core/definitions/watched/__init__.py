"""What watches cases: reports, registers, retention."""
