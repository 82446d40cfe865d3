// SPDX-License-Identifier: Apache-2.0
/** What {@code org.vaelab.experiments.plan} and its callers in VaeLab use, and no program outside. */
@NullMarked
package org.vaelab.experiments.internal.plan;

import org.jspecify.annotations.NullMarked;
