"""Devices and what each measured."""
