// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A format in which a report can be written. */
public enum Format {
    /** One self-contained page, {@code index.html}. */
    HTML,
    /** {@code report.md}. */
    MARKDOWN,
    /** Tables and pgfplots figures for {@code \input}. */
    LATEX;

    /**
     * Returns a format by its name in a config.
     *
     * @param name {@code html}, {@code markdown} or {@code latex}
     * @throws IllegalArgumentException if there is no such format
     */
    public static Format named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.configName().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "report format '"
                                                + name
                                                + "' is unknown; there are "
                                                + Arrays.stream(values())
                                                        .map(Format::configName)
                                                        .collect(Collectors.joining(", "))));
    }

    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
