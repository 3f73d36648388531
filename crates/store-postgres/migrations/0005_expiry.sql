-- When contacts end by themselves: SearchContacts sorts by it. What older rows have of it is in what
-- the exchange keeps of a task.

ALTER TABLE contacts ADD COLUMN expires bigint NOT NULL DEFAULT -1;
UPDATE contacts
    SET expires = coalesce(round(extract(epoch FROM
        (state::jsonb #>> '{task,expires}')::timestamptz) * 1000)::bigint, -1)
    WHERE channel = 'TASK' AND state LIKE '{%';
