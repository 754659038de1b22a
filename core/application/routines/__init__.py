"""The municipality's routines and organisation for reading."""
