"""Names, houses, plates, illnesses in a text: what is personal without being a number.

Belongs here: patterns over words, and the prefilter that tells texts that may hold anything at all.
Does not belong here: numbers (numbers) and headers of columns (headings).

Names are told by the commonest family names [K: general knowledge, no source seen], with words of
the trade excluded; one that is rare is missed in a text, never in a column of names.
"""

import re
from collections.abc import Iterator

from expectations.privacy.hits import Found, Kind

FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严"
    "覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符"
    "舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农"
    "司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁"
    "沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
NO_GIVEN = (
    "项目村镇乡县市区路渠桥厂站局办处科室中心员工程资金户人病残房屋补贴助费教育业务会保险服复年月日"
    "元额融度重见面标准位时间数量合计小共约占比上下各等级类别型法案式书表单号码机关部门所院校组社省州"
    "血压糖脏肿瘤癌建设施安置搬迁扶贫脱困难收入支出产品种养殖林果茶菌羊鸡猪鱼"
)
GIVEN = rf"[^\W0-9A-Za-z_{NO_GIVEN}]"
NAME = (
    rf"(?:[{FAMILY}]{GIVEN}{{1,2}}|示例[人甲乙丙丁戊某]|"
    rf"(?:欧阳|司马|上官|诸葛|夏侯|皇甫|令狐|慕容|尉迟){GIVEN}{{1,2}})"
)
BEFORE, AFTER = r"(?:^|[\s，。；、,;:：（(】\]])", r"(?=$|[\s，。；、,;)）:：等家（(])"
ILLNESS = (
    r"残疾|肢残|智残|聋哑|失明|截瘫|瘫痪|[一-鿿]癌|肿瘤|尿毒症|白血病|精神病|精神分裂|精神障碍|艾滋|"
    r"肝炎|肺结核|尘肺|脑梗|脑瘫|心脏病|糖尿病|高血压|大病|重病|慢性病|慢病|患病|因病|因残|智障|智力障碍|癫痫|"
    r"帕金森|抑郁|透析|残疾证"
)
POOR = (
    r"(?:建档立卡)?(?:贫困|脱贫|低保|五保|特困|危房|边缘易致贫|脱贫不稳定|监测)(?:户|对象|家庭)(?:户主)?|"
    r"建档立卡户|户主(?:姓名)?|受助人|救助对象|帮扶对象"
)
ONE_SICK = re.compile(
    rf"{BEFORE}(?P<name>{NAME})(?:[\s，,（(：:]{{1,2}}|身?患有?|系|为|因(?=[病残]))[^，。；\s]{{0,6}}?(?:{ILLNESS})"
)
SICK_ONE = re.compile(
    rf"(?:{ILLNESS})(?:人员?|者|户|儿童|学生|患者)?(?:[\s：:（(，,]{{1,2}}|(?<=者))(?P<name>{NAME}){AFTER}"
)
POOR_ONE = re.compile(rf"(?:{POOR})[：:\s（(“\"]{{0,2}}(?P<name>{NAME}){AFTER}")
ONE_POOR = re.compile(
    rf"{BEFORE}(?P<name>{NAME})[\s，,（(：:]{{1,2}}(?:系|为|属)?(?:{POOR})(?=$|[\s，。；、,;)）])"
)
NUMBER = r"(?:[0-9]{1,4}|[一二三四五六七八九十百]{1,4})"
NO_END = r"[^\s，。；、,;〔\[【(（：:]"
NO_HOUSE = r"(?!线|井|路|楼|桥|泵|台|机|点|坝|渠|支|文|公告|令|项|图|库|塘|沟)"
ADDRESS = re.compile(
    rf"[一-鿿]{{1,8}}?(?:村|社区|庄|屯)(?:{NO_END}{{0,8}}?组)?(?:门牌)?{NUMBER}号{NO_HOUSE}(?:院|附[0-9]+号)?"
    rf"|[一-鿿]{{1,8}}?村{NO_END}{{0,10}}?组{NO_END}{{0,4}}?{NUMBER}号{NO_HOUSE}"
    rf"|[一-鿿]{{1,8}}?(?:路|街|巷|道|弄|胡同){NO_END}{{0,6}}?{NUMBER}(?:号|弄){NO_END}{{0,14}}?{NUMBER}[A-Za-z]?[室户]"
    rf"|{NUMBER}(?:号楼|幢|栋|号院){NO_END}{{0,4}}?(?:{NUMBER}单元{NO_END}{{0,4}}?)?{NUMBER}[室户号]"
    rf"|{NUMBER}单元(?:{NUMBER}[层楼])?{NUMBER}[室户号]"
)
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z][\s·.\-]{0,2}"
    r"(?:[A-HJ-NP-Z0-9a-hj-np-z]{4,5}[A-HJ-NP-Z0-9a-hj-np-z挂学警港澳]|[A-HJ-NP-Z0-9a-hj-np-z]{5})(?![A-Za-z0-9])"
)
PLATE_BODIES = re.compile(
    r"[A-HJ-NP-Z0-9]{5}|[A-HJ-NP-Z0-9]{4}[挂学警港澳]|[A-HJK][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJK]"
)
FEWEST_PLATE_DIGITS = 3
EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}")
OFFICE_DOMAIN = re.compile(r"\.gov(?:\.cn)?$")
SMALL = re.compile(
    r"(?:村|社区|组)[^。；\n0-9]{0,16}?(?:少数民族|贫困户?|建档立卡户?|残疾人?家?庭?|低保户?|五保户?|脱贫户?)"
    r"[^。；\n0-9]{0,4}(?P<small>[12])户"
)
ANY_NUMBER = r"[\d一二三四五六七八九十]"
# What any of the patterns, and any of those over numbers, cannot do without. Between the digits of
# one number stands no more than WIDEST_GAP of numbers, and no letter.
GAP = "{0,6}"
MAY_HOLD = (
    rf"\d(?:[^\dA-Za-z]{GAP}\d){{14}}",
    r"[1１][3-9３-９](?:[\s\-–—·.()（） ]{0,2}\d){9}|[账帐卡折证][^\d]{0,16}\d",
    rf"[@＠]|[号单][^，。]{{0,24}}{ANY_NUMBER}[A-Za-z]?[室户号院]|{ANY_NUMBER}号",
    r"\d\.\d{5,}[EeＥｅ]",
    (
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
        r"[A-Za-zＡ-Ｚａ-ｚ][\s·.-]*[\dA-Za-zＡ-Ｚａ-ｚ]{4}"
    ),
    rf"{ILLNESS}|户主|受助人|对象|[困贫低五特房缘定测卡](?:保|困)?[户家]|少数民族",
)
WORTH_A_LOOK = re.compile("|".join(MAY_HOLD), re.DOTALL)


def find_words(text: str) -> Iterator[Found]:
    """Everything in a half-width text that is personal without being a number."""
    for match in EMAIL.finditer(text):
        if not OFFICE_DOMAIN.search(match[0].lower()):
            yield Found(Kind.EMAIL, match[0], match.start(), match.end())
    yield from (Found(Kind.ADDRESS, m[0], m.start(), m.end()) for m in ADDRESS.finditer(text))
    yield from _plates(text)
    yield from _named(text, Kind.HEALTH, (ONE_SICK, SICK_ONE))
    yield from _named(text, Kind.HOUSEHOLD_NAME, (POOR_ONE, ONE_POOR))
    for match in SMALL.finditer(text):
        yield Found(Kind.SMALL_GROUP, match[0], match.start("small"), match.end())


def _plates(text: str) -> Iterator[Found]:
    for match in PLATE.finditer(text):
        plate = re.sub(r"[\s·.\-]", "", match[0]).upper()
        digits = sum(map(str.isdigit, plate))
        if digits >= FEWEST_PLATE_DIGITS and PLATE_BODIES.fullmatch(plate[2:]):
            yield Found(Kind.PLATE, plate, match.start(), match.end())


def _named(text: str, kind: Kind, patterns: tuple[re.Pattern[str], ...]) -> Iterator[Found]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield Found(kind, match["name"], match.start("name"), match.end("name"))
