// SPDX-License-Identifier: Apache-2.0

/**
 * Display labels of models: text with LaTeX, from which the plain form is derived.
 *
 * <p>It depends on records and on the escapes of reports. It does not read configs: {@link
 * org.vaelab.experiments.config} gives it texts, and adds places to its messages.
 */
@NullMarked
package org.vaelab.experiments.label;

import org.jspecify.annotations.NullMarked;
