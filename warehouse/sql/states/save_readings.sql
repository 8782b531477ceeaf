-- One row an address of a channel: what it lists now.
MERGE INTO core.channel_reading AS held
USING staged_reading AS staged
    ON held.url = staged.url
WHEN MATCHED THEN UPDATE SET reading = staged.reading
WHEN NOT MATCHED THEN INSERT (url, reading) VALUES (staged.url, staged.reading);
