-- Warnings can be answered with a reason. The answer stays with the finding: in whose words, by whom, when.

ALTER TABLE return_finding ADD answer NVARCHAR(1000) NULL;
ALTER TABLE return_finding ADD answered_by NVARCHAR(100) NULL;
ALTER TABLE return_finding ADD answered_at DATETIME2(3) NULL;
