// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Descriptions of the metrics that evaluation always measures, from {@code metrics.json}. Metrics
 * in a config describe themselves; the table includes those that older records hold without a
 * description.
 *
 * @param descriptions by name; a name that ends in {@code .*} matches a group of metrics, and
 *     {@code *} in its label is replaced by the rest of the name
 */
public record FrameworkMetrics(Map<String, MetricDescription> descriptions) {

    private static final String FAMILY = ".*";
    private static final FrameworkMetrics TABLE = read("metrics.json");

    public static Optional<MetricDescription> find(String name) {
        MetricDescription own = TABLE.descriptions.get(name);
        int dot = name.indexOf('.');
        if (own != null || dot < 0 || dot == name.length() - 1) {
            return Optional.ofNullable(own);
        }
        return Optional.ofNullable(TABLE.descriptions.get(name.substring(0, dot) + FAMILY))
                .map(of -> of.labelled(of.label().replace("*", name.substring(dot + 1))));
    }

    /** Returns the description of a metric; one that is not in the table has its name for a label. */
    public static MetricDescription describe(String name) {
        return find(name).orElse(MetricDescription.undeclared(name));
    }

    private static FrameworkMetrics read(String file) {
        try (InputStream in =
                Objects.requireNonNull(FrameworkMetrics.class.getResourceAsStream(file), file)) {
            return RecordMapper.read(in.readAllBytes(), FrameworkMetrics.class, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
