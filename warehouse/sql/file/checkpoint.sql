-- No row: moves what the write-ahead log holds into the file.
CHECKPOINT;
