// SPDX-License-Identifier: Apache-2.0

/**
 * Parts and their settings records: the annotations of a part, the registry that finds parts by
 * name, the reader that makes records of the values of a config, and the words of its messages. The
 * reader of the config handles files, lines and keys.
 */
@NullMarked
package org.vaelab.framework.settings;

import org.jspecify.annotations.NullMarked;
