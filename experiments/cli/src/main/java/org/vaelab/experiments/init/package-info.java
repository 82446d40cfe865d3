// SPDX-License-Identifier: Apache-2.0
/** The first config of somebody's data. */
@NullMarked
package org.vaelab.experiments.init;

import org.jspecify.annotations.NullMarked;
