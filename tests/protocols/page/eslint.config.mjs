// SPDX-License-Identifier: GPL-3.0-or-later
import js from '@eslint/js';
import globals from 'globals';

export default [
  js.configs.recommended,
  {
    languageOptions: {globals: globals.browser},
    linterOptions: {reportUnusedDisableDirectives: 'error'},
    rules: {eqeqeq: 'error', 'no-shadow': 'error', 'no-var': 'error', 'prefer-const': 'error'},
  },
];
