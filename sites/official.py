"""The programme's published totals and the ten subdistricts of the demo. Source: docs/domain.md."""

ADCODE = "320613"
PLACE = (120.86, 32.01)
"""Longitude and latitude of the district, EPSG:4490, degrees."""
TOTALS = {"compounds": 51, "subdistricts": 10, "buildings": 900, "households": 33_520, "floor_area_m2": 3_050_000}
"""What the report on the mobilisation meeting of 20 November 2021 says of the 2022 programme."""
SUBDISTRICTS = (
    "城东街道", "和平桥街道", "虹桥街道", "任港街道", "新城桥街道", "学田街道", "钟秀街道", "文峰街道", "观音山街道",
    "狼山镇街道", "秦灶街道", "唐闸镇街道", "天生港镇街道", "陈桥街道", "幸福街道", "永兴街道",
)  # fmt: skip
"""All sixteen subdistricts of Chongchuan today."""
DEMO_INVOLVED = SUBDISTRICTS[:10]
"""Demo assumption: the report names only 虹桥街道; the demo takes the first ten of the list as involved."""
