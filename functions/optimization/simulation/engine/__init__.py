"""The event-driven engine: cases, people, calendars and queues, in a kernel that compiles. Pure."""
