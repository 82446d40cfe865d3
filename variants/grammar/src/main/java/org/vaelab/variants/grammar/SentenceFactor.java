// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

import java.util.List;

/**
 * A factor of sentences: each value has the same probability, whatever the other factors are.
 *
 * @param values what they are called, in order
 */
record SentenceFactor(String name, List<String> values) {

    SentenceFactor {
        values = List.copyOf(values);
    }

    int cardinality() {
        return values.size();
    }
}
