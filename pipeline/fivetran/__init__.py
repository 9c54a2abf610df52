"""Plays Fivetran on one machine: the connector in a child process, its gRPC on a unix socket."""
