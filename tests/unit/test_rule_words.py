"""What rules say to a clerk: what is wrong, where, what to do; in words of her own."""

from for_every import for_every

from expectations.rulebook import all_rules

RULES = all_rules()
# Of the cell, row, table or file that the finding points to; all else names a value or title.
POINTING = ("这一格", "这一行", "这个文件", "文件里", "表里", "表头下面")
NAMING = ("{", "“", *POINTING)
DOING = ("请", "不用改", "联系")
JARGON = ("office.yaml", "数据集", "字段", "主键", "空值", "null", "JSON", "正则", "枚举", "_yuan")

every_rule = for_every({rule.id: rule for rule in RULES})


@every_rule
def test_a_message_names_the_value_or_the_place(rule):
    assert any(word in rule.message for word in NAMING)


@every_rule
def test_a_fix_is_an_instruction(rule):
    assert any(word in rule.fix for word in DOING)


@every_rule
def test_messages_and_fixes_are_whole_sentences_without_jargon(rule):
    for text in (rule.message, rule.fix):
        assert text.rstrip("”").endswith(("。", "！"))
        assert not [word for word in JARGON if word in text]
    assert not rule.title.endswith("。")


@every_rule
def test_a_rule_that_compares_says_what_was_expected(rule):
    compares = "{difference}" in rule.message
    says = "{expected}" in rule.message or "{terms}" in rule.message
    assert not compares or ("{value}" in rule.message and says)
