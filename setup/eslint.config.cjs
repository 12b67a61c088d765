// The packages live in the cache, out of reach of a plain require().
const globals = require(`${process.env.CLICRDV_NODE}/globals`);

module.exports = [
    {ignores: [".cache/", "**/static/lib/"]},
    {
        files: ["**/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, odoo: "readonly"},
        },
        rules: {
            "no-undef": "error",
            "no-unused-vars": "error",
            eqeqeq: "error",
            "prefer-const": "error",
            "max-lines": ["error", 300],
            "max-lines-per-function": ["error", 40],
            complexity: ["error", 10],
        },
    },
];
