"""Lets an editable install lay down the data files that pyproject.toml names; everything else stands there."""

from setuptools import Distribution, setup


class DistributionWithData(Distribution):
    """A distribution that says it has data: setuptools asks `has_data` before it adds data files to an editable wheel.

    Distribution itself calls that method `has_data_files`, so `pip install -e .` would leave them out without a word.
    """

    has_data = Distribution.has_data_files


setup(distclass=DistributionWithData)
