import tseslint from "typescript-eslint";

const sizes = {
  "max-lines-per-function": ["error", { max: 50, skipBlankLines: true, skipComments: true }],
  // ESLint counts every `?.` and `??` as a branch; 15 of its points are about 10 of real decisions.
  complexity: ["error", 15],
  "max-depth": ["error", 3],
  "max-params": ["error", 3],
  "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
};

export default tseslint.config(
  { ignores: ["dist", ".build", ".local", "node_modules", "charts", "*.config.js"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...sizes,
      eqeqeq: "error",
      "no-console": "error",
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "No default exports." },
        { selector: "TSEnumDeclaration", message: "Use a union of string literals." },
      ],
    },
  },
  { files: ["test/**"], rules: { "max-lines-per-function": "off", "max-lines": ["error", { max: 400 }] } },
);
