// SPDX-License-Identifier: Apache-2.0
/**
 * The meaning of a config file: from YAML, overrides and sweeps to runs with complete settings.
 *
 * <p>This package reads a config into a tree with line numbers, merges and binds it to settings
 * records, and reports its problems. The input is a path, {@code --set} texts and the registries of
 * parts. The output is a {@link org.vaelab.experiments.internal.config.ComparisonSpec}, or a {@link
 * org.vaelab.experiments.internal.config.SpecException} that names file, line, key, value and the allowed
 * values. Nothing is loaded, written or run here.
 */
@NullMarked
package org.vaelab.experiments.internal.config;

import org.jspecify.annotations.NullMarked;
