// SPDX-License-Identifier: Apache-2.0

/**
 * How settings records are read: what a plain scalar means, a mapper that converts nothing, and words
 * for what a setting takes.
 *
 * <p>From values as they stand in a config, or in a notation inside of one, to records. Files,
 * lines and keys are the business of whoever reads the config.
 */
@NullMarked
package org.vaelab.framework.settings;

import org.jspecify.annotations.NullMarked;
