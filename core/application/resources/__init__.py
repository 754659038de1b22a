"""Places, queues and accounts that cases share."""
