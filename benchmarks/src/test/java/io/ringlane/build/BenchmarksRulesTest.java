// SPDX-License-Identifier: Apache-2.0
package io.ringlane.build;

/** The build's checks of this module. */
final class BenchmarksRulesTest extends ModuleRules {}
