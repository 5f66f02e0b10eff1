"""The report: one content model, rendered as HTML and PDF, beside the JSON it rests on."""
