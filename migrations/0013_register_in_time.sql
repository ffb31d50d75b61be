-- What the register said, and when: a row that is corrected or removed is kept with the instants between which it was believed. And by which
-- weights what was counted for a unit is shared among those it was divided into, or had been.

-- NULL: known for as long as there is a register.
ALTER TABLE unit_version ADD known_from DATETIME2(3) NULL;
ALTER TABLE unit_succession ADD known_from DATETIME2(3) NULL;

CREATE TABLE unit_version_past (
    id BIGINT NOT NULL,
    unit_id NVARCHAR(40) NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE NULL,
    code NVARCHAR(20) NOT NULL,
    name NVARCHAR(200) NOT NULL,
    kind NVARCHAR(20) NOT NULL,
    class NVARCHAR(10) NULL,
    level NVARCHAR(20) NULL,
    ownership NVARCHAR(10) NULL,
    manager NVARCHAR(20) NULL,
    urban_override BIT NULL,
    urban_reason NVARCHAR(400) NULL,
    parent_id NVARCHAR(40) NULL,
    known_from DATETIME2(3) NULL,
    known_to DATETIME2(3) NOT NULL,
    CONSTRAINT pk_unit_version_past PRIMARY KEY (id)
);

-- Weights of the parts of a unit; element '': of all that have none of their own. Rows are only added and closed, never changed.
CREATE TABLE unit_split (
    id BIGINT NOT NULL,
    unit_id NVARCHAR(40) NOT NULL,
    part_id NVARCHAR(40) NOT NULL,
    since DATE NOT NULL,
    element NVARCHAR(60) NOT NULL,
    weight BIGINT NOT NULL,
    source NVARCHAR(400) NOT NULL,
    known_from DATETIME2(3) NOT NULL,
    known_to DATETIME2(3) NULL,
    CONSTRAINT pk_unit_split PRIMARY KEY (id),
    CONSTRAINT ck_unit_split_weight CHECK (weight >= 0)
);

CREATE UNIQUE INDEX ux_unit_split_held ON unit_split (unit_id, part_id, since, element) WHERE known_to IS NULL;
