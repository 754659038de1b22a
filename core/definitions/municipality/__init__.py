"""The municipality's own file: organisation, delegation, opening hours, what its routines share."""
