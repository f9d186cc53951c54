"""Who belongs to the target group of 29 kap. 9 § skollagen on a date, and why.

Pure: facts in, judgement out, in any order of facts. `judging.judge` answers for a date, `intervals` for
all of time, `words` says it to a person, `proposals` what to do about the register.
"""
