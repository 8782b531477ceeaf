"""Publishers: who they are, how one is added, and whether they still read well."""
