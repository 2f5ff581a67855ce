"""What a programmer would write in an afternoon around the bare engine: the measure for ours over HTTP."""
