-- From which day's periods on a published catalogue holds (NULL: for all), and catalogues that wait for a second person.

ALTER TABLE catalogue_version ADD valid_from DATE NULL;

-- state: proposed, published, declined. Rows are never changed but once, when somebody decides.
CREATE TABLE catalogue_draft (
    id BIGINT NOT NULL,
    version INT NOT NULL,
    title NVARCHAR(200) NOT NULL,
    sha256 NVARCHAR(64) NOT NULL,
    valid_from DATE NULL,
    reason NVARCHAR(400) NOT NULL,
    proposed_at DATETIME2(3) NOT NULL,
    proposed_by NVARCHAR(100) NOT NULL,
    state NVARCHAR(10) NOT NULL,
    decided_at DATETIME2(3) NULL,
    decided_by NVARCHAR(100) NULL,
    note NVARCHAR(400) NULL,
    CONSTRAINT pk_catalogue_draft PRIMARY KEY (id),
    CONSTRAINT fk_catalogue_draft_file FOREIGN KEY (sha256) REFERENCES stored_file (sha256)
);
