"""Texts with and without personal data, the same for the same seed.

Every value is 示例: made by a random generator, given a check digit where the format has one, and
belongs to nobody that we know of. Each planted text comes with the kind that must be found in it.
"""

import random

from stdnum.cn.ric import calc_check_digit
from stdnum.luhn import calc_check_digit as luhn_digit

SEED = 20190311
PER_FORMAT = 50
COUNTIES = (
    "610102",
    "610103",
    "610124",
    "610125",
    "610118",
    "350322",
    "430511",
    "511703",
    "640502",
)
FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
MOBILE_HEADS = (
    "134",
    "135",
    "136",
    "137",
    "138",
    "139",
    "150",
    "151",
    "158",
    "159",
    "182",
    "187",
    "130",
    "131",
    "132",
    "155",
    "186",
    "133",
    "153",
    "180",
    "189",
    "199",
    "177",
)
FAMILY, GIVEN = "张王李赵陈刘杨黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超"
VILLAGES = ("示例村", "东示例村", "示例河村", "新示例村")


class Maker:
    """Makes 示例 values from one random source."""

    def __init__(self, seed=SEED):
        self.random = random.Random(seed)

    def digits(self, count):
        return "".join(self.random.choice("0123456789") for _ in range(count))

    def day(self, first=1930, last=2018, form="{:04d}{:02d}{:02d}"):
        r = self.random
        return form.format(r.randint(first, last), r.randint(1, 12), r.randint(1, 28))

    def id18(self, ends_in_x=None):
        while True:
            head = self.random.choice(COUNTIES) + self.day() + self.digits(3)
            check = calc_check_digit(f"{head}0")
            if ends_in_x is None or ends_in_x == (check == "X"):
                return head + check

    def id15(self):
        return self.random.choice(COUNTIES) + self.day(1930, 1999)[2:] + self.digits(3)

    def card(self, length=19, head="62"):
        body = head + self.digits(length - len(head) - 1)
        return body + luhn_digit(body)

    def mobile(self):
        return self.random.choice(MOBILE_HEADS) + self.digits(8)

    def name(self):
        r = self.random
        return r.choice(FAMILY) + "".join(r.choice(GIVEN) for _ in range(r.randint(1, 2)))

    def plate(self):
        body = "".join(self.random.choice("ABCDEFGH") for _ in range(1)) + self.digits(4)
        return f"陕{self.random.choice('ABCDEV')}{body}"

    def num(self, low, high):
        return self.random.randint(low, high)

    def county(self):
        return self.random.choice(COUNTIES)

    def iso(self):
        return self.day(2012, 2024, "{:04d}-{:02d}-{:02d}")

    def written(self):
        return self.day(2012, 2024, "{:04d}年{}月{}日")

    def village(self):
        return self.random.choice(VILLAGES)

    def pick(self, *choices):
        return self.random.choice(choices)


def cut(text, *ends, by=" "):
    parts, start = [], 0
    for end in (*ends, len(text)):
        parts.append(text[start:end])
        start = end
    return by.join(parts)


def wrong_id(m):
    """An identity number whose last digit is not the right one."""
    number = m.id18()
    while int(number[6:10]) > 2010:
        number = m.id18()
    return number[:-1] + m.pick(*set("0123456789") - {number[-1]})


PLANTED = {
    "id": ("id_number", lambda m: m.id18()),
    "id ending in x": ("id_number", lambda m: m.id18(ends_in_x=True).lower()),
    "id in a sentence": ("id_number", lambda m: f"{m.name()}，身份证号{m.id18()}，已审核"),
    "id after letters": ("id_number", lambda m: f"ID:{m.id18()}"),
    "id with spaces": ("id_number", lambda m: cut(m.id18(), 6, 10, 14)),
    "id with dashes": ("id_number", lambda m: cut(m.id18(), 6, 14, by="-")),
    "id with dots": ("id_number", lambda m: cut(m.id18(), 6, 14, by=".")),
    "id in full width": ("id_number", lambda m: m.id18().translate(FULL)),
    "id over two lines": ("id_number", lambda m: cut(m.id18(), m.num(5, 13), by="\n")),
    "id split by words": ("id_number", lambda m: cut(m.id18(), 6, 14, by="，后为")),
    "id of 15 digits": ("id_number", lambda m: m.id15()),
    "id of 15 in words": ("id_number", lambda m: f"旧证{m.id15()}号"),
    "id of 15 with spaces": ("id_number", lambda m: cut(m.id15(), 6, 12)),
    "id glued to a telephone": ("id_number", lambda m: m.id18(ends_in_x=False) + m.mobile()),
    "disability card": ("id_number", lambda m: m.id18(ends_in_x=False) + m.pick("11", "43", "32")),
    "id with a bad check digit": ("id_likely", wrong_id),
    "id as a lost figure": (
        "id_likely",
        lambda m: f"{m.pick('6.10102', '6.10124', '3.50322')}E+17",
    ),
    "id called so": ("id_likely", lambda m: f"身份证：{m.county()}{m.digits(12)}"),
    "card of 19": ("bank_card", lambda m: m.card(19)),
    "card of 16": ("bank_card", lambda m: m.card(16)),
    "card of 17 and 18": ("bank_card", lambda m: m.card(m.pick(17, 18), "622")),
    "card in groups of four": ("bank_card", lambda m: cut(m.card(19), 4, 8, 12, 16)),
    "card with dashes": ("bank_card", lambda m: cut(m.card(16), 4, 8, 12, by="-")),
    "card in full width": ("bank_card", lambda m: m.card(19).translate(FULL)),
    "rural account called so": (
        "bank_card",
        lambda m: f"一卡通账号：27{m.digits(m.pick(15, 17, 19))}",
    ),
    "mobile": ("mobile", lambda m: m.mobile()),
    "mobile after a name": ("mobile", lambda m: f"{m.name()}{m.mobile()}"),
    "mobile with dashes": ("mobile", lambda m: cut(m.mobile(), 3, 7, by="-")),
    "mobile with spaces": ("mobile", lambda m: cut(m.mobile(), 3, 7)),
    "mobile with dots": ("mobile", lambda m: cut(m.mobile(), 3, 7, by=".")),
    "mobile with +86": ("mobile", lambda m: f"+86 {cut(m.mobile(), 3, 7)}"),
    "mobile with 86": ("mobile", lambda m: f"86-{m.mobile()}"),
    "mobile in full width": ("mobile", lambda m: m.mobile().translate(FULL)),
    "two mobiles": ("mobile", lambda m: f"{m.mobile()}/{m.mobile()}"),
    "mobile after Tel": ("mobile", lambda m: f"Tel{m.mobile()}"),
    "e-mail": (
        "email",
        lambda m: (
            f"{m.pick('zhang', 'wang.li', 'li_1')}{m.digits(4)}@{m.pick('163.com', 'qq.com')}"
        ),
    ),
    "e-mail in full width": ("email", lambda m: f"li{m.digits(3)}＠126.com"),
    "house in a village": (
        "address",
        lambda m: f"{m.village()}{m.pick('一组', '三组', '5组')}{m.num(1, 90)}号",
    ),
    "house number in a village": ("address", lambda m: f"家住{m.village()}{m.num(1, 200)}号"),
    "flat in a street": (
        "address",
        lambda m: f"示例路{m.num(1, 99)}号{m.num(1, 9)}单元{m.digits(3)}室",
    ),
    "flat in a block": (
        "address",
        lambda m: f"示例小区{m.num(1, 30)}号楼{m.num(1, 4)}单元{m.num(101, 2604)}室",
    ),
    "plate": ("plate", lambda m: m.plate()),
    "plate with a dot": ("plate", lambda m: f"陕A·{m.digits(5)}"),
    "plate of an electric car": ("plate", lambda m: f"陕A{m.pick('D', 'F')}{m.digits(5)}"),
    "sick person in brackets": (
        "health",
        lambda m: f"{m.name()}（{m.pick('肢体残疾二级', '患尿毒症', '因病致贫')}）",
    ),
    "sick person in words": (
        "health",
        lambda m: f"{m.name()}患{m.pick('肺癌', '糖尿病', '精神病')}",
    ),
    "disabled person named": ("health", lambda m: f"残疾人：{m.name()}"),
    "poor household named": ("household_name", lambda m: f"贫困户{m.name()}"),
    "head named": ("household_name", lambda m: f"户主：{m.name()}"),
    "small group": (
        "small_group",
        lambda m: f"{m.village()}少数民族{m.pick('1', '2')}户{m.num(1, 9)}人",
    ),
}


INNOCENT = {
    "document number": lambda m: f"陕扶办发〔{m.num(2012, 2024)}〕{m.num(1, 400)}号",
    "document number with other brackets": lambda m: (
        f"清财农发[{m.num(2012, 2024)}]{m.num(1, 400)}号"
    ),
    "project code": lambda m: f"Z{m.digits(12)}",
    "long project code": lambda m: f"10000015Z{m.digits(12)}",
    "project number with a year": lambda m: f"XM-{m.num(2016, 2024)}-{m.digits(6)}",
    "number of 15 digits": lambda m: f"{m.pick('70', '90', '01', '28')}{m.digits(13)}",
    "number of 16 digits": lambda m: f"{m.pick('10', '20', '70', '00')}{m.digits(14)}",
    "number of 18 digits": lambda m: f"{m.pick('10', '20', '70', '00', '99')}{m.digits(16)}",
    "area, date and serial": lambda m: f"{m.county()}{m.day(2012, 2024)}{m.digits(4)}",
    "amount": lambda m: f"{m.num(1, 9_999_999)}.{m.digits(2)}",
    "amount with commas": lambda m: f"{m.random.randrange(10**10, 2 * 10**10):,}",
    "amount with commas and fen": lambda m: (
        f"{m.random.randrange(10**10, 2 * 10**10):,}.{m.digits(2)}元"
    ),
    "big amount with fen": lambda m: f"1{m.pick('3', '5', '8')}{m.digits(9)}.{m.digits(2)}",
    "amount with six decimals": lambda m: f"{m.digits(2)}.{m.digits(6)}万元",
    "landline": lambda m: f"029-8{m.digits(7)}",
    "landline in brackets": lambda m: f"监督电话：（0914）2{m.digits(6)}",
    "hotline": lambda m: f"监督电话：{m.pick('12317', '12345', '12388')}",
    "two landlines": lambda m: f"029-8{m.digits(7)}、029-8{m.digits(7)}",
    "date": lambda m: m.day(2012, 2024),
    "dates from to": lambda m: f"{m.iso()}至{m.iso()}",
    "dates in Chinese": lambda m: f"{m.written()}至{m.written()}",
    "time": lambda m: f"{m.day(2012, 2024)}{m.num(10, 23)}{m.digits(4)}",
    "postal code": lambda m: f"邮编 71{m.digits(4)}",
    "sha256": lambda m: f"{m.random.getrandbits(256):064x}",
    "credit code": lambda m: (
        f"{m.pick('11', '12', '91')}{m.county()}MA{m.digits(1)}T{m.digits(5)}{m.pick('A', 'G')}"
    ),
    "credit code of digits": lambda m: f"{m.pick('11', '12')}{m.county()}{m.digits(10)}",
    "coordinates": lambda m: f"{m.num(105, 111)}.{m.digits(6)},{m.num(31, 39)}.{m.digits(6)}",
    "coordinates in words": lambda m: (
        f"东经{m.num(105, 111)}.{m.digits(6)}°，北纬{m.num(31, 39)}.{m.digits(6)}°"
    ),
    "figure with an exponent": lambda m: f"{m.num(1, 9)}.{m.digits(2)}E+{m.pick('06', '07', '08')}",
    "area code": lambda m: f"{m.county()}{m.digits(6)}",
    "office address": lambda m: f"示例市示例路{m.num(1, 300)}号",
    "place of a project": lambda m: (
        f"{m.village()}{m.pick('一组', '三组、四组')}新修道路{m.num(1, 9)}00米"
    ),
    "well in a village": lambda m: f"{m.village()}{m.num(2, 9)}号{m.pick('井', '桥', '泵站')}",
    "responsible person": lambda m: f"责任人：{m.name()}",
    "names of officials": lambda m: f"{m.name()}、{m.name()}",
    "help for the disabled": lambda m: m.pick(
        "残疾人康复中心", "残疾人就业补贴", "残疾人联合会", "残疾人 保障"
    ),
    "programme for illness": lambda m: m.pick(
        "大病救助", "高血压、糖尿病签约服务", "因病致贫户帮扶", "慢性病管理"
    ),
    "poor households counted": lambda m: f"贫困户{m.num(3, 400)}户{m.num(500, 900)}人",
    "work for the poor": lambda m: m.pick(
        "贫困户产业发展", "贫困户安全饮水", "贫困户 户数", "贫困户金额", "低保户 危房改造"
    ),
    "masked id": lambda m: f"{m.county()[:4]}**********{m.digits(4)}",
    "masked mobile": lambda m: f"138****{m.digits(4)}",
    "office e-mail": lambda m: f"fpb{m.digits(2)}@example.gov.cn",
}


def planted(per_format=PER_FORMAT):
    """(format, kind, text) for every format."""
    maker = Maker()
    return [
        (name, kind, make(maker))
        for name, (kind, make) in PLANTED.items()
        for _ in range(per_format)
    ]


def innocent(per_format=PER_FORMAT):
    """(format, text) for every look-alike."""
    maker = Maker(SEED + 1)
    return [(name, make(maker)) for name, make in INNOCENT.items() for _ in range(per_format)]
