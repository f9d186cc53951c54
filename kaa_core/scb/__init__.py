"""SCB's half-yearly collection for Skolverket: five blocks, as one file that the municipality sends itself.

SCB's column names and code numbers are not public here. What the program brings is the municipality's own,
until somebody has entered SCB's (`ScbLayout.confirmed`); nobody has approved it. Nothing is sent by the
program. Pure: the desktop and the server make the same file, byte for byte, of the same records.
"""
