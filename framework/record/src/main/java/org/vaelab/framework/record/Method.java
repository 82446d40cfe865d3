// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.Objects;

/**
 * A method that a run used, with the paper that describes it.
 *
 * @param part the name of the part in the config, for example {@code iwae}
 * @param kind what the part is, for example {@code estimator}
 * @param key the key of the BibTeX entry, for {@code \cite}
 * @param bibtex the whole BibTeX entry
 */
public record Method(String part, String kind, String key, String bibtex) {

    public Method {
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(bibtex, "bibtex");
    }
}
