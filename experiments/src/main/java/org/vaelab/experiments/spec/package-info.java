// SPDX-License-Identifier: Apache-2.0

/**
 * What a config file means: from YAML, overrides and sweeps to runs whose every setting is known.
 *
 * <p>What belongs here: reading a config into a tree that remembers its lines, merging, binding to
 * settings records, and the texts of what is wrong. From a path, {@code --set} texts
 * and the registries of parts to a {@link org.vaelab.experiments.spec.ComparisonSpec}, or a
 * {@link org.vaelab.experiments.spec.SpecException} that names file, line, key, value and what is
 * allowed. Nothing is loaded, written or run here.
 */
@NullMarked
package org.vaelab.experiments.spec;

import org.jspecify.annotations.NullMarked;
