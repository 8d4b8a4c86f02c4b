import js from "@eslint/js";
import globals from "globals";

// Words from data become text with textContent: nothing that parses them as HTML or as a program has a place here.
const PARSES_HTML = ["innerHTML", "outerHTML", "insertAdjacentHTML", "srcdoc", "createContextualFragment", "setHTMLUnsafe"];
const LEAFLET_PARSES = ':matches(CallExpression[callee.property.name=/^(bindPopup|bindTooltip|setContent|set(Popup|Tooltip)Content)$/], Property[key.name="html"])';
const MESSAGE = "Text becomes text: use textContent and createElement.";

export default [
  { ignores: ["dist/", "dist.part/", "node_modules/"] },
  js.configs.recommended,
  {
    files: ["src/**/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.browser },
  },
  {
    files: ["*.mjs", "*.config.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.node },
  },
  {
    rules: {
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-script-url": "error",
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["src/**/*.js"],
    rules: {
      "no-restricted-properties": [
        "error",
        ...PARSES_HTML.map((property) => ({ property, message: MESSAGE })),
        { object: "document", property: "write", message: MESSAGE },
        { object: "document", property: "writeln", message: MESSAGE },
      ],
      // Object.assign(element, { innerHTML }) gets past the rule above, and Leaflet parses a string that it is given as HTML.
      "no-restricted-syntax": [
        "error",
        ...PARSES_HTML.map((name) => ({ selector: `Property[key.name="${name}"], Literal[value="${name}"]`, message: MESSAGE })),
        ...["TemplateLiteral", "BinaryExpression"].map((glued) => ({ selector: `${LEAFLET_PARSES} > ${glued}`, message: MESSAGE })),
      ],
    },
  },
];
