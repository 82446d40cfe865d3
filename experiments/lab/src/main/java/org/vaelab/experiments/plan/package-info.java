// SPDX-License-Identifier: Apache-2.0

/**
 * What a {@link org.vaelab.experiments.Plan} tells: its warnings, and the part of the runs that a process executes.
 */
@NullMarked
package org.vaelab.experiments.plan;

import org.jspecify.annotations.NullMarked;
