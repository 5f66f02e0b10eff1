"""BPMN 2.0 written: XML as it was, models made from parts, and how much room things take. Pure."""
