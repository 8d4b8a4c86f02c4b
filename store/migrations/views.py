"""What QGIS opens on PostGIS: views of the edition that pages show, geometry and progress side by side.

Each has ``fid`` as its key and ``geometry`` in EPSG:4490. The columns are those of the first schema; a migration that adds
one makes the views anew.
"""

_SHOWN = """e.number = (
        SELECT max(number) FROM editions WHERE NOT synthetic OR NOT EXISTS (SELECT 1 FROM editions WHERE NOT synthetic)
    )"""
"""The current edition: the demo's step out of sight with the first real one."""
VIEWS = (
    f"""CREATE VIEW map_subdistricts AS
    SELECT (row_number() OVER (ORDER BY e.name, s.place))::int AS fid, e.number,
        s.subdistrict, s.involved, s.geometry
    FROM edition_layers e JOIN subdistricts s ON s.layer = e.layer
    WHERE e.name = 'subdistricts' AND {_SHOWN}""",
    f"""CREATE VIEW map_compounds AS
    SELECT (row_number() OVER (ORDER BY e.name, s.place))::int AS fid, e.number,
        s.compound_id, s.compound, s.subdistrict, p.stage, p.status, p.buildings, p.households,
        p.floor_area_m2, p.construction_agent, p.contractor, p.party_branch_on, p.reception_room,
        p.owners_committee_on, p.property_company, p.property_entry_on, p.funds_total, p.funds_paid,
        p.parking_before, p.parking_planned, p.parking_built, p.charging_planned, p.charging_live,
        p.elevators_planned, p.elevators_in_use, p.character, p.remark, s.geometry
    FROM edition_layers e JOIN compounds s ON s.layer = e.layer
        JOIN compound_progress p ON p.number = e.number AND p.place = s.place
    WHERE e.name = 'compounds' AND {_SHOWN}""",
    f"""CREATE VIEW map_buildings AS
    SELECT (row_number() OVER (ORDER BY e.name, s.place))::int AS fid, e.number,
        s.building_id, s.compound_id, s.compound, s.subdistrict, s.building_no, s.built_year, s.storeys,
        s.units, s.households, s.floor_area_m2, p.stage, p.finished, p.status, p.days_behind,
        p.planned_finish, p.forecast_finish, p.progress_pct, p.illegal_listed, p.illegal_removed,
        p.waterproofing_start, p.roof_start, p.remark, p.preparation_planned_start,
        p.preparation_actual_start, p.preparation_planned_end, p.preparation_actual_end,
        p.demolition_planned_start, p.demolition_actual_start, p.demolition_planned_end,
        p.demolition_actual_end, p.construction_planned_start, p.construction_actual_start,
        p.construction_planned_end, p.construction_actual_end, p.acceptance_planned_start,
        p.acceptance_actual_start, p.acceptance_planned_end, p.acceptance_actual_end,
        p.handover_planned_start, p.handover_actual_start, p.handover_planned_end, p.handover_actual_end,
        p.reported_on, s.geometry
    FROM edition_layers e JOIN buildings s ON s.layer = e.layer
        JOIN progress p ON p.number = e.number AND p.place = s.place
    WHERE e.name = 'buildings' AND {_SHOWN}""",
    f"""CREATE VIEW map_facilities AS
    SELECT (row_number() OVER (ORDER BY e.name, s.place))::int AS fid, e.number,
        e.name AS layer_name, s.facility_id, s.compound_id, s.compound, s.subdistrict, s.status,
        s.spaces_before, s.spaces_planned, s.spaces_built, s.kind, s.ports_planned, s.ports_live,
        s.power_kw, s.building_id, s.unit, s.geometry
    FROM edition_layers e JOIN facilities s ON s.layer = e.layer
    WHERE e.name NOT IN ('subdistricts', 'compounds', 'buildings') AND {_SHOWN}""",
)
