"""The pictures: an Altair chart with its controls, drawn and moved in the browser."""
