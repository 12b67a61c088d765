"""The ways out of billing to other servers; plain Python."""
