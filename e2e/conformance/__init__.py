"""Whether every operation that is built refuses what its model forbids, and how.

The cases are derived from botocore's model of the service when the tests run (`cases`), starting
from inputs that the model allows (`values`, with what one product holds: `world`), and sent as they
are, without a client's own checks (`wire`). `baseline` keeps how many there were.
"""
