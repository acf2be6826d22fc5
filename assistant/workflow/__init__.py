"""From draft to published code: states, who did what, comments, frozen texts, publication and withdrawal."""
