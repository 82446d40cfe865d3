// SPDX-License-Identifier: Apache-2.0

/**
 * Who executes runs, who listens to them, and the state of a comparison from its folder alone.
 */
@NullMarked
package org.vaelab.experiments.run;

import org.jspecify.annotations.NullMarked;
