// Judges pages as they come in: a line of JSON with the HTML, a line of JSON with what is wrong with it.
import { createInterface } from "node:readline";
import { HtmlValidate } from "html-validate";
import config from "./config.mjs";

const judge = new HtmlValidate(config);

for await (const line of createInterface({ input: process.stdin })) {
  const report = await judge.validateString(JSON.parse(line));
  const found = report.results.flatMap((result) => result.messages);
  const told = found.map((each) => `${each.line}:${each.column} ${each.ruleId}: ${each.message} (${each.selector})`);
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
