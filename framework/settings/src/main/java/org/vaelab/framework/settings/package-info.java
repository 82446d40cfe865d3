// SPDX-License-Identifier: Apache-2.0

/**
 * Reads settings records: plain scalars, records by their components without conversions, and the
 * wording of messages.
 *
 * <p>Turns values of a config, or of a notation inside of one, into records. The reader of the
 * config handles files, lines and keys.
 */
@NullMarked
package org.vaelab.framework.settings;

import org.jspecify.annotations.NullMarked;
