"""Where a place stands among others: what it has more of, what it could come to have, who is ahead, whom it resembles.

result = position("kr_emp.csv", case)         rule (`result.py`); tables are read by `reading.py`
print_position(result, "ko", console)         console.py;  the page: page.py;  result.to_json_dict(): result_json.py
"""

from podobat.position.result import Position, position, position_of

__all__ = ["Position", "position", "position_of"]
