"""The data: tables, what a printed number allows, figures, data cards."""
