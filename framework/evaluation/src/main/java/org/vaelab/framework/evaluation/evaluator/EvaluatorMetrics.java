// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.RecordMapper;

/**
 * What the evaluator measures by itself: bounds of log p(x), and how far they can be trusted. The
 * table is {@code evaluator-metrics.json}. Every other metric is a {@link Metric}, which describes
 * itself.
 *
 * @param descriptions by name; a name that ends in {@code .*} matches the parts of a metric, and
 *     {@code *} in its label is replaced by the rest of the name
 * @param papers the keys of papers by name
 */
record EvaluatorMetrics(
        Map<String, MetricDescription> descriptions, Map<String, List<String>> papers) {

    static final EvaluatorMetrics TABLE = read("evaluator-metrics.json");

    private static final String PARTS = ".*";

    /** Returns the names without those of parts. */
    Set<String> names() {
        return descriptions.keySet().stream()
                .filter(name -> !name.endsWith(PARTS))
                .collect(Collectors.toUnmodifiableSet());
    }

    Optional<MetricDescription> find(String name) {
        MetricDescription own = descriptions.get(name);
        int dot = name.indexOf('.');
        if (own != null || dot < 0 || dot == name.length() - 1) {
            return Optional.ofNullable(own);
        }
        return Optional.ofNullable(descriptions.get(name.substring(0, dot) + PARTS))
                .map(of -> of.labelled(of.label().replace("*", name.substring(dot + 1))));
    }

    private static EvaluatorMetrics read(String file) {
        try (InputStream in =
                Objects.requireNonNull(EvaluatorMetrics.class.getResourceAsStream(file), file)) {
            return RecordMapper.read(in.readAllBytes(), EvaluatorMetrics.class, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
