// SPDX-License-Identifier: Apache-2.0

/**
 * Configs: from YAML, or values of Java, to checked settings.
 *
 * <p>{@link org.vaelab.experiments.config.SpecReader} reads a file with its lines, applies budgets
 * and settings of the command line, and expands sweeps. A reader for each section makes a settings
 * record: data, runtime, models, searches, reports. The result is a {@link
 * org.vaelab.experiments.config.ComparisonSpec} with a {@link
 * org.vaelab.experiments.config.RunSpec} for each run. An invalid config is a {@link
 * org.vaelab.experiments.config.SpecException} with all {@link
 * org.vaelab.experiments.config.Problem}s; any other error that a user can fix is a {@link
 * org.vaelab.experiments.config.UserError}.
 */
@NullMarked
package org.vaelab.experiments.config;

import org.jspecify.annotations.NullMarked;
