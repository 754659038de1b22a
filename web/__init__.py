"""The caseworker's pages: FastAPI routes, view models and templates over `core.application`."""
