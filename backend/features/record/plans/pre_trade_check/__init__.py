"""The interlock: may this trade be made, and were its answers heeded?"""
