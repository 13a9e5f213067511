"""The morning after each night: what happened, what it means, what to do; 晨报."""
