"""Where a place stands among others: what it has more of, what it could come to have, who is ahead, whom it resembles.

result = position("kr_emp.csv", case)         rule.py; tables are read by reading.py
result.portrait, result.to_json_dict()        result.py
print_position(result, "ko", console)         console.py;  the page: page.py
"""

from podobat.position.result import Position
from podobat.position.rule import position, position_of

__all__ = ["Position", "position", "position_of"]
