"""The privacy guard: what is personal, where it may stand, who may allow it; 隐私审查."""
