"""What lives beside the cases: groups, standing meetings, places, accounts, registers, duty, reports."""
