// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import org.jspecify.annotations.Nullable;

/**
 * The columns of a table of texts; null: a config names none.
 *
 * @param hasHeader whether the first row names the columns
 */
record TextColumns(
        @Nullable String text, @Nullable String label, @Nullable String given, boolean hasHeader) {

    /** The columns of a file of lines. */
    static final TextColumns NONE = new TextColumns(null, null, null, true);

    boolean isEmpty() {
        return text == null && label == null && given == null;
    }

    /** Returns the columns of the given text of each row, without labels. */
    TextColumns ofGiven() {
        return new TextColumns(given, null, null, hasHeader);
    }
}
