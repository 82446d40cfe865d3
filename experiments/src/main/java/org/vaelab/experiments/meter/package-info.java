// SPDX-License-Identifier: Apache-2.0
/**
 * Measures what runs and evaluations consume: time of processors and accelerators, and energy where the machine has
 * counters. Depends on {@code framework/record} alone. {@link org.vaelab.experiments.meter.Meter} is what others use.
 */
@NullMarked
package org.vaelab.experiments.meter;

import org.jspecify.annotations.NullMarked;
