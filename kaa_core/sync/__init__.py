"""Operations, their merge and their form on the wire; pure, shared by desktop and server."""
