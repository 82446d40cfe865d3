// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.reference;

import java.util.List;
import org.vaelab.framework.Internal;

/**
 * What {@code vaelab describe} says of one thing that a config may name.
 *
 * @param kind what it is, such as {@code estimator}
 * @param name its name in configs
 * @param text paragraphs: what it is, and the paper
 * @param keys rows of {@link KeyTable#COLUMNS}
 * @param example lines of a config; empty if there is none
 * @param origin the module that brings it
 */
@Internal
public record Description(
        String kind,
        String name,
        List<String> text,
        List<List<String>> keys,
        String example,
        String origin) {

    /** The heads of the columns of {@link #keys}. */
    public static final List<String> COLUMNS = KeyTable.COLUMNS;

    /** Copies the lists. */
    public Description {
        text = List.copyOf(text);
        keys = List.copyOf(keys);
    }
}
