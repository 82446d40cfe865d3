// SPDX-License-Identifier: Apache-2.0

/**
 * Doubts about a comparison that could be trained, found before training, each with a remedy.
 *
 * <p>The input is the models of a plan with the results of trying them. The output is {@link
 * org.vaelab.experiments.audit.Warning}s. {@link org.vaelab.experiments.spec} and {@link
 * org.vaelab.experiments.plan} reject what is invalid. This package covers what is valid but may
 * surprise the reader of the report.
 */
@NullMarked
package org.vaelab.experiments.audit;

import org.jspecify.annotations.NullMarked;
