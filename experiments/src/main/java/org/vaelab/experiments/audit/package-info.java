// SPDX-License-Identifier: Apache-2.0

/**
 * What is doubtful about a comparison that could be trained: found before it is, each with its remedy.
 *
 * <p>From the models of a plan, as trying them showed them, to {@link
 * org.vaelab.experiments.audit.Warning}s. What cannot be trained at all, or has no meaning, is refused
 * elsewhere: by {@link org.vaelab.experiments.spec} and {@link org.vaelab.experiments.plan}. Here is what
 * has a meaning that the reader of the report may not expect.
 */
@NullMarked
package org.vaelab.experiments.audit;

import org.jspecify.annotations.NullMarked;
