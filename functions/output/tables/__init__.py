"""Every list of a report as a table, in CSV and XLSX."""
