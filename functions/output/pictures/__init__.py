"""Pictures of a process as SVG text: drawn here, styled by the page's classes, no dependency."""
