"""What should a person know of this machine before an agent works it? Nothing found here hinders a run."""
