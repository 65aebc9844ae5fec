"""Typed settings, read once at the door; nothing else in the product reads the environment."""

from config.settings import Settings, load_settings

__all__ = ["Settings", "load_settings"]
