"""KAA, the municipality's responsibility for young people outside upper secondary school, as Bengtsfors does it."""
