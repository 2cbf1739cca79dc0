"""The words of the domain: immutable, one file a word, every quantity with its unit as suffix, missing is None."""
