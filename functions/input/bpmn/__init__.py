"""BPMN 2.0 models: read, written without loss, seen as a graph. Pure.

Entry points: ``reader.read_bpmn``, ``writer.write_bpmn``, ``graph.flow_graph``.
"""
