// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.Papers;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * One number about a trained model and test data, with those that are measured beside it.
 *
 * <p>A metric is a part: a record with {@link Part}, whose components are its settings, each with
 * {@link Setting}. Each has a default, because a config may ask for a metric by its name alone.
 *
 * <pre>{@code
 * @Part("testSize")
 * public record TestSize(@Setting(value = "in how many", defaultValue = "1000") int unit)
 *         implements Metric {
 *
 *     public Measured measure(MetricContext subject) {
 *         int examples = subject.test().size();
 *         return Measured.number(examples / (double) unit, examples);
 *     }
 * }
 * }</pre>
 *
 * <p>A config then says {@code metrics: [testSize]} or {@code metrics: [{type: testSize, unit: 1}]}.
 */
@ExtensionPoint("metric")
@FunctionalInterface
public interface Metric {

    /**
     * Measures. Equal subjects give equal bytes.
     *
     * @throws UndefinedMetricException if the number is not defined; the message says why
     */
    Measured measure(MetricContext subject);

    /**
     * Describes the metric for reports and lists. The default has the name of the metric for a
     * label and ranks nothing; unit and kind are those of its measurements.
     */
    default MetricDescription description() {
        return MetricDescription.undeclared("");
    }

    /**
     * Describes a part of the measurement. The default says that it is the same quantity of that
     * part alone.
     *
     * @param whole the description of the metric, with a label
     */
    default MetricDescription describe(String part, MetricDescription whole) {
        return whole.ofPart(part);
    }

    /**
     * Returns the reason if the metric is not defined for data, whatever the model is. A config
     * that asks for it is then rejected by name, before training. The default is empty.
     */
    default Optional<String> obstacle(DataSummary data) {
        return Optional.empty();
    }

    /** Which models a metric is measured of. */
    enum Asked {
        /** Those of configs that name the metric. */
        BY_NAME,
        /** All for which it is defined. If it is not, nothing is said of it. */
        WHERE_DEFINED,
        /** All. If it is not defined, the record has the reason. */
        ALWAYS
    }

    /** Returns which models are measured; by default those of configs that name the metric. */
    default Asked asked() {
        return Asked.BY_NAME;
    }

    /** Returns the names of metrics that are measured before this one, if they are measured. */
    default Set<String> needs() {
        return Set.of();
    }

    /**
     * Returns what is measured with this metric, by name, such as diagnostics of an estimate. In a
     * record they follow it in this order. The default has none.
     */
    default Map<String, Companion> companions() {
        return Map.of();
    }

    /**
     * Returns the numbers of single test examples behind it, by the names of their columns in a
     * table. The default has none.
     *
     * @throws UndefinedMetricException if there are none for this model or these data
     */
    default Map<String, PerExample> columns(MetricContext subject) {
        return Map.of();
    }

    /**
     * Returns whether its standard errors hold for test examples that share steps: windows of longer
     * series ({@link Overlap}). By default they do not. Then that of the mean of a column of its
     * name is computed anew, and others are left out.
     */
    default boolean hasErrorsOfWindows() {
        return false;
    }

    /** Returns the keys of the papers that define the metric: those of its {@link Cites}. */
    default List<String> papers() {
        return Papers.of(getClass());
    }
}
