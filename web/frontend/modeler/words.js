// Dutch for the words of bpmn-js and its parts; the key is what they call it.
export default {};
