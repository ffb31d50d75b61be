-- Original bytes by content, kept beside their rows: one transaction, one backup. A pair, because no binary type serves both databases.

CREATE TABLE stored_file (
    sha256 NVARCHAR(64) NOT NULL,
    size BIGINT NOT NULL,
    bytes VARBINARY(MAX) NOT NULL,
    stored_at DATETIME2(3) NOT NULL,
    CONSTRAINT pk_stored_file PRIMARY KEY (sha256)
);
