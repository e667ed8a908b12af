"""The commands of dashlint besides linting, which is what happens without one."""
