"""The release policy: what may leave, to whom, how precise, how late; the only room that builds `Released`."""
