"""Typed settings, read once at the door; nothing else in the product reads the environment."""

from config.settings import Settings, SettingsRefused, load_settings

__all__ = ["Settings", "SettingsRefused", "load_settings"]
