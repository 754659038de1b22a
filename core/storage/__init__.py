"""The event store and what is projected from it, behind one port (`core.storage.port`); adapters beside it."""
