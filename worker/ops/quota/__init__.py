"""How many paid contracts are left, as a person told it: the API has no call that says so."""
