import { CreateAppendAnythingModule, CreateAppendElementTemplatesModule } from 'bpmn-js-create-append-anything';
import BpmnModeler from 'bpmn-js/lib/Modeler';
import ColorPickerModule from 'bpmn-js-color-picker';
import { CopyAsImageModule } from 'bpmn-js-copy-as-image';
import { ElementTemplatesCoreModule } from 'bpmn-js-element-templates/core';
import NativeCopyPasteModule from 'bpmn-js-native-copy-paste';
import { BpmnPropertiesPanelModule } from 'bpmn-js-properties-panel';
import CamundaBehaviorsModule from 'camunda-bpmn-js-behaviors/lib/camunda-platform';
import camunda from 'camunda-bpmn-moddle/resources/camunda.json';
import GridModule from 'diagram-js-grid';
import MinimapModule from 'diagram-js-minimap';
import ElementTemplateChooserModule from '@bpmn-io/element-template-chooser';

import IdsModule from './ids.js';
import MenusModule from './menus.js';
import nl, { speaks } from './nl.js';
import PanelModule from './panel/index.js';
import TemplatesModule from './templates.js';

const FONT = 'Arimo, Arial, sans-serif'; // as the viewer draws, so that a label takes the same room in both

export function createModeler({ canvas, properties, choices, templates }) {
  speaks(templates.flatMap(({ name, description }) => [name, description]));
  return new BpmnModeler({
    container: canvas,
    propertiesPanel: { parent: properties },
    elementTemplates: templates,
    choices,
    moddleExtensions: { camunda },
    bpmnRenderer: { defaultFillColor: '#ffffff', defaultStrokeColor: '#3d5374', defaultLabelColor: '#001a40' },
    textRenderer: { defaultStyle: { fontFamily: FONT } },
    additionalModules: [
      BpmnPropertiesPanelModule,
      PanelModule,
      ElementTemplatesCoreModule,
      ElementTemplateChooserModule,
      CreateAppendAnythingModule,
      CreateAppendElementTemplatesModule,
      TemplatesModule,
      MenusModule,
      IdsModule,
      CamundaBehaviorsModule,
      MinimapModule,
      GridModule,
      NativeCopyPasteModule,
      ColorPickerModule,
      CopyAsImageModule,
      { translate: ['value', nl] },
    ],
  });
}
