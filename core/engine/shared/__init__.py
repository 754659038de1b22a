"""What cases share: places, accounts, group sessions, standing meetings."""
