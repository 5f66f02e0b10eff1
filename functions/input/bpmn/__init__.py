"""BPMN 2.0 models and the simulation parameters beside them: read, written, seen as a graph. Pure.

Entry points: ``reader.read_bpmn``, ``writer.write_bpmn``, ``graph.flow_graph``,
``prosimos.read_simulation_parameters`` (JSON) and ``qbp.embedded_parameters`` (in the model).
"""
