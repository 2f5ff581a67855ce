"""A stand-in for the police side's machine, for the demo and for tests. Every person in it is made up."""
