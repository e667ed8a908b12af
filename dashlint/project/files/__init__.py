"""The files of a project as they are written: which file an import means, what scopes and branches its code has."""
