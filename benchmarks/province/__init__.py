"""A generated province: its workbooks, what is done with them, and what that is compared with."""
