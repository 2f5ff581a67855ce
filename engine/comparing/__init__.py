"""Two packages laid side by side: what differs in meaning, what only in the drawing, and taking over one difference."""
