// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/**
 * Descriptions of the metrics of records that were written before records held them. The table is
 * frozen: new metrics describe themselves.
 *
 * @param descriptions by name; a name that ends in {@code .*} stands for a family, and {@code *} in its
 *     label for the rest of the name
 */
record FormerMetrics(Map<String, MetricDescription> descriptions) {

    private static final String FAMILY = ".*";
    private static final FormerMetrics ALL = read("former-metrics.json");

    /** Returns the description of a metric, or one with its name for a label. */
    static MetricDescription describe(String name) {
        MetricDescription own = ALL.descriptions.get(name);
        int dot = name.indexOf('.');
        MetricDescription family =
                dot < 0 ? null : ALL.descriptions.get(name.substring(0, dot) + FAMILY);
        if (own == null && family != null) {
            return family.labelled(family.label().replace("*", name.substring(dot + 1)));
        }
        return own == null ? MetricDescription.undeclared().labelled(name) : own;
    }

    private static FormerMetrics read(String file) {
        try (InputStream in =
                Objects.requireNonNull(FormerMetrics.class.getResourceAsStream(file), file)) {
            return RecordMapper.read(in.readAllBytes(), FormerMetrics.class, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
