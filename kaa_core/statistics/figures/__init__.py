"""The figures, one file for each section of domain.md section 5. The catalogue has them in order."""
