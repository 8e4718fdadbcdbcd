"""Bytes of a text file as text: UTF-8 with or without a mark, UTF-16, or CP949 where they plainly are Korean."""

from __future__ import annotations

import re

from podobat.errors import Fault
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("tables")

_SAVE = _say("encoding.save")
_TEXT = _say("encoding.text_in_utf_or_cp949_utf")
_MOSTLY = 0.6  # of the Hangul in a Korean text that are among the frequent ones; of mojibake a quarter is
# Syllables that nearly all Korean text is made of: those of plans, records and names of firms.
_FREQUENT = frozenset(
    "가각간갈감갑값강갖같개거건걸검것게겠겨격견결겹겼경계고곡곱곳공과관괄광교구국권규균그근글금급긋기긴길김깁까깝깨"
    "꺼께꼬꼴꽃꾸꿀뀌뀐뀔끄끌끝나낙난날남납났낮낱내낸냅너넓넘넣네넷년노농높놓누눈눌눕느는늘능늦니닉닌님닙다닥단닫달"
    "닭담답당대더덕던덜덧데도돈돌동되된될됨됩두둔둘둡뒤드득든들듭등디따딱때떠떤떻또똑뚝뜻라락란람랑래램랩량러럼럽럿"
    "렇레렌려력련렬렵렸령례로록론료루류률르른를름릅리린릴림립릿링마막만많말망맞맡매맵맺머먹먼메며면멸명몇모목몫몰못"
    "무묶문물뭉므미민밀및바박밖반받발밝방밭배백밸버번범법벗베벤벨변별병보복본볼봄봅부북분불붙뷰비빈빌빙빛빠빨빼뺀뺍"
    "뺐뽑뿐사산살상새색샘생서석섞선설섬섭섯성세센셀셈셉셌소속손솔송수숙순술숫숲쉼스습슷승시식신실심십쌀쌍써썼쑥쓰쓴"
    "쓸씀씁씨씩씬씽아안않알았앙앞애액야약양어억언얻얼업없엇었에엑엔여역연열였영옆예옛오옥온올옮옴옵와완왔외요용우운"
    "울움웁워원월웨웹위윗유육윤율융으은을음응의이익인일읽잃임입잇있잊자작잔잘잡장재잰쟁저적전절점접정제져졌조족존졸"
    "좁종좋좌주죽준줄줍중즈증지직진질짐집짜짝짧째쪽쯤차착찬참창찾채책처척천철첨첫청체쳐쳤초총최추축춘출충취츄츠측층"
    "치칙친칠침칩칸캐캠커컴케코콘쿠큐크큰클큼큽키타탄탈태택터털테텍텔토톡톤통퇴투트특티팀팁팅파팎판팜팝패팩펀펫편평"
    "폐포폭폰폴표푸풀품퓨프플피픽핀필하학한할함합항해핵햇했행향허헌험헬혀혁현협형호혹홀홍화확환활황회획횡효후훈훨흐"
    "흑흔흥희히힌힣"
)
#: What files begin with that are no text, and what they are.
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", _say("encoding.old_excel_file_xls_or_another")),
    (b"%PDF", _say("encoding.pdf_file")),
    (b"\x89PNG", _say("encoding.picture")),
    (b"\xff\xd8\xff", _say("encoding.picture")),
    (b"GIF8", _say("encoding.picture")),
    (b"\x1f\x8b", _say("encoding.compressed_file_gzip")),
    (b"7z\xbc\xaf", _say("encoding.compressed_file_7z")),
)  # fmt: skip


def text_of(data: bytes, file: str) -> tuple[str | None, tuple[Text, ...], Fault | None]:
    """The text in a file, what to say of its encoding, and the fault when it is no text; line ends are \\n."""
    for start, reason in _OTHERS:
        if data.startswith(start):
            return None, (), Fault(file, None, "", reason, _TEXT, _SAVE)
    text, notes, fault = _decoded(data, file)
    if text is None:
        return None, (), fault
    if _is_page(text):
        found = _say("encoding.web_page_html_under_the_name")
        remedy = _say("encoding.open_it_in_excel_and_save")
        return None, (), Fault(file, None, "", found, _say("encoding.csv_xlsx"), remedy)
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        return None, (), Fault(file, line, "", _say("encoding.not_a_text_file"), _TEXT, _SAVE)
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes, None


def _decoded(data: bytes, file: str) -> tuple[str | None, tuple[Text, ...], Fault | None]:
    wide = _utf16(data)
    if wide is not None:
        try:
            text = data.decode(wide).removeprefix("\ufeff")
        except UnicodeDecodeError:
            found = _say("encoding.not_readable_as_utf")
            return None, (), Fault(file, None, "", found, _TEXT, _SAVE)
        return text, (_say("encoding.read_as_utf_16", file=file),), None
    try:
        return data.decode("utf-8-sig"), (), None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
    try:
        text = data.decode("cp949")
    except UnicodeDecodeError as error:
        text, line = "", max(line, data[: error.start].count(b"\n") + 1)
    if text and is_korean(text):
        return text, (_say("encoding.read_as_cp949", file=file),), None
    mostly = _mostly_utf8(data)
    found = _say(f"encoding.{'utf_8_with_damaged_characters' if mostly else 'neither_utf_8_nor_cp949'}")
    return None, (), Fault(file, line, "", found, _TEXT, _SAVE)


def _utf16(data: bytes) -> str | None:
    """The byte order of UTF-16, by its mark or by zeros at every other place."""
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return None  # UTF-32, which no spreadsheet writes
    if data.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if data.startswith(b"\xfe\xff"):
        return "utf-16-be"
    some = data[:4000]
    some = some[: len(some) // 2 * 2]
    if len(some) >= 8:
        even, odd = some[::2].count(0), some[1::2].count(0)
        if odd > max(1, len(some) // 16) and odd >= 3 * even:
            return "utf-16-le"
        if even > max(1, len(some) // 16) and even >= 3 * odd:
            return "utf-16-be"
    return None


def is_korean(text: str) -> bool:
    """Is a text that was decoded as CP949 really Korean?

    Most of its Hangul are frequent syllables, and they are more than the Chinese characters; text in another encoding
    that happens to decode (western, Chinese, Japanese) has rare syllables and scattered characters.
    """
    hangul = re.findall("[\uac00-\ud7a3]", text)
    chinese = len(re.findall("[\u3400-\u9fff\uf900-\ufaff]", text))
    kana = len(re.findall("[\u3041-\u30ff\u3131-\u318e]", text))
    frequent = sum(sign in _FREQUENT for sign in hangul)
    return bool(hangul) and frequent >= _MOSTLY * len(hangul) and len(hangul) > 2 * max(chinese, kana)


def _mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", errors="replace")
    wide = sum(ord(c) > 127 for c in text)
    return wide > 20 and text.count("\ufffd") < 0.1 * wide


def _is_page(text: str) -> bool:
    return re.match(r"\s*(?:<!doctype html|<html|<\?xml|<table|<meta)", text[:400], flags=re.IGNORECASE) is not None
