// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.Objects;

/**
 * The name of a model in tables and figures.
 *
 * @param plain as plain text, for pages and for figures without LaTeX
 * @param latex as LaTeX source, for tables and figures in a paper
 */
public record Label(String plain, String latex) {

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if one is blank
     */
    public Label {
        if (Objects.requireNonNull(plain, "plain").isBlank()
                || Objects.requireNonNull(latex, "latex").isBlank()) {
            throw new IllegalArgumentException("a label must not be empty");
        }
    }
}
