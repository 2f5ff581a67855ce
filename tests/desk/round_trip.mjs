// Reads diagrams ({path: xml} on stdin) with the moddle that Camunda Modeler uses, writes each as the modeler saves it.
// Argument: the folder with node_modules. A file that the moddle has a remark about is an error.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(pathToFileURL(join(process.argv[2], 'package.json')));
const { BpmnModdle } = await import(pathToFileURL(require.resolve('bpmn-moddle')).href);
const moddle = new BpmnModdle({ camunda: require('camunda-bpmn-moddle/resources/camunda.json') });

const written = {};
for (const [path, xml] of Object.entries(JSON.parse(readFileSync(0, 'utf8')))) {
  const { rootElement, warnings } = await moddle.fromXML(xml);
  if (warnings.length) throw new Error(`${path}: ${warnings.map(({ message }) => message).join('; ')}`);
  written[path] = (await moddle.toXML(rootElement, { format: true })).xml;
}
process.stdout.write(JSON.stringify(written));
