-- Figures of other sources that a scenario takes in place of what returns say, packed as a stored file.

-- NULL: it has none.
ALTER TABLE scenario ADD figures_sha256 NVARCHAR(64) NULL;
