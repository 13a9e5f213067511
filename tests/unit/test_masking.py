"""What a contract masks is left out of what appears, and small groups stay blank."""

import pyarrow as pa
import pytest

from outputs.masking import count_small, masked, without_small
from sources.contract import Channel, load_contracts
from sources.masks import Mask

TEXT = load_contracts()["household_list"].field("remark")
# Numbers of nobody, 示例: the identity numbers have no valid date or region.
IDENTITY = "999999999999999998"
IDENTITY_15 = "999999999999991"


@pytest.mark.parametrize(
    ("mask", "written", "shown"),
    [
        (Mask.MOBILE, "13800001234", "138****1234"),
        (Mask.MOBILE, "电话 138 0000 1234、139-0000-5678", "电话 138****1234、139****5678"),
        (Mask.MOBILE, "13800001234 13900005678", "138****1234 139****5678"),
        (Mask.MOBILE, "029-86781234", "029-86781234"),
        (Mask.MOBILE, "9138000012345", "9138000012345"),
        (Mask.TOWN, "示例县示例镇示例村一组12号", "示例县示例镇"),
        (Mask.TOWN, "示例市示例区示例街道示例路8号2单元301室", "示例市示例区示例街道"),
        (Mask.TOWN, "示例县示例路8号", "示例县"),
        (Mask.TOWN, "示例镇", "示例镇"),
        (Mask.TOWN, "新乡市示例区示例乡示例村", "新乡市示例区示例乡"),
        (Mask.TOWN, "示例市幸福小区8号", "示例市"),
        (Mask.TOWN, "示例村三组", "（略）"),
        (Mask.TOWN, None, None),
        (Mask.TEXT, f"身份证{IDENTITY}", "身份证99*************998"),
        (Mask.TEXT, f"旧证{IDENTITY_15}号", "旧证99**********991号"),
        (Mask.TEXT, "卡号 6200000000000000000", "卡号 6200********0000"),
        (Mask.TEXT, "因病致贫", "因病致贫"),
        (Mask.TEXT, None, None),
        (None, "13800001234", "13800001234"),
    ],
)
def test_a_mask_leaves_out_what_it_names_and_nothing_else(mask, written, shown):
    field = TEXT.model_copy(update={"mask": mask})
    assert masked(field, pa.array([written], pa.string())).to_pylist() == [shown]


def plan(*counts: tuple[int | None, int | None]) -> pa.Table:
    households, persons = zip(*counts, strict=True)
    return pa.table(
        {
            "household_count": pa.array(households, pa.int64()),
            "person_count": pa.array(persons, pa.int64()),
        }
    )


def test_a_group_of_one_or_two_households_is_left_blank_with_its_persons():
    contract = load_contracts()["annual_plan"]
    records = plan((0, 0), (1, 4), (2, None), (3, 9), (None, 5))
    shown = without_small(contract, records)
    assert shown["household_count"].to_pylist() == [0, None, None, 3, None]
    assert shown["person_count"].to_pylist() == [0, None, None, 9, 5]
    assert count_small(contract, records) == {"household_count": 2, "person_count": 1}


def test_a_dataset_without_small_groups_shows_every_count():
    contract = load_contracts()["fund_allocation"]
    records = plan((1, 1))
    assert without_small(contract, records) is records
    assert count_small(contract, records) == {}


def test_the_board_sees_what_is_for_the_board_and_the_site_does_not():
    contract = load_contracts()["household_list"]
    assert contract.public_fields == ()
    names = [field.name for field in contract.on_board.public_fields]
    assert "household_head" in names
    assert "serial_no" not in names
    assert {field.channel for field in contract.fields} == {Channel.BOARD, Channel.NONE}
