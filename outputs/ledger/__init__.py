"""The ledger of funds: flows from hand to hand, balances of nodes, hierarchies."""
