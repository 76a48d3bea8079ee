"""What runs inside the sandbox. Imports nothing of ours but `engine.wire`, and ships without the rest."""
