// Stands in for @bpmn-io/element-templates-validator (600 KB): our server makes the templates, see templates.js.
const right = (object) => ({ valid: true, object, errors: [] });

export const validate = right;
export const validateZeebe = right;
export const validateAll = (objects) => ({ valid: true, results: objects.map(right) });
export const validateAllZeebe = validateAll;
export const getSchemaVersion = () => '0.0.0';
export const getZeebeSchemaVersion = () => '0.0.0';
export const getZeebeSchemaPackage = () => '';
