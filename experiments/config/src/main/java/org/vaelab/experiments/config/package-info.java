// SPDX-License-Identifier: Apache-2.0

/**
 * What a user can mend of a config is a {@link org.vaelab.experiments.config.UserError}. The reader of configs is
 * {@code org.vaelab.experiments.config}.
 */
@NullMarked
package org.vaelab.experiments.config;

import org.jspecify.annotations.NullMarked;
