// SPDX-License-Identifier: Apache-2.0

/** JMH benchmarks of a training step, of its parts and of evaluation, by backend and size. */
@NullUnmarked
package org.vaelab.benchmarks;

import org.jspecify.annotations.NullUnmarked;
