"""The language server: what editors are told of the projects that are open in them."""
