"""Speed and weight of the explored charts, each figure beside its rivals in the same run: `python -m benchmarks`."""
