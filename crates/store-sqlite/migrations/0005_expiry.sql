-- When contacts end by themselves: SearchContacts sorts by it. What older rows have of it is in what
-- the exchange keeps of a task.

ALTER TABLE contacts ADD COLUMN expires INTEGER NOT NULL DEFAULT -1;
UPDATE contacts
    SET expires = coalesce(CAST(round(
        (julianday(json_extract(state, '$.task.expires')) - 2440587.5) * 86400000) AS INTEGER), -1)
    WHERE channel = 'TASK' AND json_valid(state);
