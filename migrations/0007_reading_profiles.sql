-- How workbooks of units' own design are read. A confirmed profile is never changed: a new confirmation is a new version. What a person may
-- confirm is kept beside the file it was proposed from, until it is confirmed and after. The contents are JSON, kept like every original.

CREATE TABLE reading_profile (
    id BIGINT NOT NULL,
    unit_id NVARCHAR(40) NOT NULL,
    form NVARCHAR(20) NOT NULL,
    version INT NOT NULL,
    content_sha256 NVARCHAR(64) NOT NULL,
    valid_from DATE NOT NULL,
    confirmed_at DATETIME2(3) NOT NULL,
    confirmed_by NVARCHAR(100) NOT NULL,
    retired_at DATETIME2(3) NULL,
    retired_by NVARCHAR(100) NULL,
    CONSTRAINT pk_reading_profile PRIMARY KEY (id),
    CONSTRAINT fk_reading_profile_content FOREIGN KEY (content_sha256) REFERENCES stored_file (sha256)
);

CREATE UNIQUE INDEX ux_reading_profile_version ON reading_profile (unit_id, form, version);

CREATE TABLE profile_proposal (
    id BIGINT NOT NULL,
    unit_id NVARCHAR(40) NOT NULL,
    facility NVARCHAR(40) NOT NULL,
    form NVARCHAR(20) NOT NULL,
    period NVARCHAR(8) NOT NULL,
    sha256 NVARCHAR(64) NOT NULL,
    file_name NVARCHAR(260) NOT NULL,
    content_sha256 NVARCHAR(64) NOT NULL,
    proposed_at DATETIME2(3) NOT NULL,
    proposed_by NVARCHAR(100) NOT NULL,
    profile_id BIGINT NULL,
    CONSTRAINT pk_profile_proposal PRIMARY KEY (id),
    CONSTRAINT fk_profile_proposal_content FOREIGN KEY (content_sha256) REFERENCES stored_file (sha256),
    CONSTRAINT fk_profile_proposal_file FOREIGN KEY (sha256) REFERENCES stored_file (sha256),
    CONSTRAINT fk_profile_proposal_profile FOREIGN KEY (profile_id) REFERENCES reading_profile (id)
);

CREATE INDEX ix_profile_proposal_unit ON profile_proposal (unit_id, id);

-- What the sender stated beside the file, in the sender's words, and the profile a return was read by.
ALTER TABLE facility_return ADD stated_facility NVARCHAR(40) NULL;
ALTER TABLE facility_return ADD stated_form NVARCHAR(20) NULL;
ALTER TABLE facility_return ADD stated_period NVARCHAR(20) NULL;
ALTER TABLE facility_return ADD profile_id BIGINT NULL;
ALTER TABLE return_judgement ADD profile_id BIGINT NULL;

-- What the number in the cell was multiplied by; null for 1.
ALTER TABLE return_value ADD factor INT NULL;
