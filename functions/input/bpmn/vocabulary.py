"""The names of BPMN 2.0's elements, by what this package does with them."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


TASKS = _names(
    """task userTask manualTask serviceTask sendTask receiveTask scriptTask businessRuleTask
    callActivity choreographyTask callChoreography"""
)
SUB_PROCESSES = _names("subProcess adHocSubProcess transaction subChoreography")
GATEWAYS = _names(
    """exclusiveGateway parallelGateway inclusiveGateway eventBasedGateway complexGateway"""
)
EVENTS = _names(
    """startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent
    implicitThrowEvent"""
)
FLOW_NODES = TASKS | SUB_PROCESSES | GATEWAYS | EVENTS
PROCESSES = _names("process choreography globalChoreographyTask")
COLLABORATIONS = _names("collaboration choreography globalConversation")
DATA = {  # in a scope, with the attribute that refers to what is shared
    "dataObject": None,
    "dataObjectReference": "dataObjectRef",
    "dataStoreReference": "dataStoreRef",
    "dataInput": None,
    "dataOutput": None,
}
ROOT_ELEMENTS = _names(
    """message signal error escalation itemDefinition resource interface category dataStore
    globalTask globalUserTask globalManualTask globalScriptTask globalBusinessRuleTask
    correlationProperty partnerEntity partnerRole endPoint"""
)
NEED_IDS = (FLOW_NODES | PROCESSES | COLLABORATIONS | ROOT_ELEMENTS | DATA.keys()) | _names(
    """sequenceFlow messageFlow lane participant dataInputAssociation dataOutputAssociation
    textAnnotation group association"""
)
# what may stand in a scope besides nodes and data
IN_SCOPES = _names(
    """documentation extensionElements laneSet auditing monitoring property ioSpecification
    ioBinding supportedInterfaceRef supports resourceRole performer humanPerformer potentialOwner
    processRole correlationSubscription incoming outgoing dataInputAssociation
    dataOutputAssociation standardLoopCharacteristics multiInstanceLoopCharacteristics
    completionCondition participant messageFlow participantRef messageFlowRef
    participantAssociation messageFlowAssociation conversationAssociation conversationLink
    conversation subConversation callConversation correlationKey choreographyRef
    initiatingParticipantRef sequenceFlow textAnnotation group association"""
)
