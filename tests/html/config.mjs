// What every page must hold to; a rule that is off or bent says why.
export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // Taste, not the standard: we write it in small letters.
    "doctype-style": ["error", { style: "lowercase" }],
    // Boxes of one question share its name; the server reads them as a list.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit", "button"] }],
    // Advice for search engines; the name of the group and of the municipality stand in ours.
    "long-title": "off",
    // A label round its field that names it as well: some voice control and screen readers know only one of the two.
    "no-redundant-for": "off",
    // Our tables become a stack on a phone (display: block); a browser then forgets what they are, unless it is said.
    "no-redundant-role": "off",
    // A surface that scrolls is a region with a name so that the keyboard can reach it, not a section of the text.
    "prefer-native-element": ["error", { exclude: ["region"] }],
    // Everything comes from this very server: the content security policy lets nothing else in.
    "require-sri": ["error", { target: "crossorigin" }],
    // The standard lets an id hold anything but white space; ours are made of the key of a field.
    "valid-id": ["error", { relaxed: true }],
  },
};
