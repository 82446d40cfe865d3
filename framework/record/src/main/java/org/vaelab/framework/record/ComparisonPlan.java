// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every run of a comparison, frozen before the first one starts: the content of {@code plan.json}.
 *
 * @param schema the version of this layout, {@value #SCHEMA}
 * @param name the name of the comparison
 * @param baseline the model against which the others are compared, if any
 * @param reportFormats the formats of the report, by name
 * @param runs the runs, models in the order of the config
 */
public record ComparisonPlan(
        int schema,
        String name,
        @Nullable String baseline,
        List<String> reportFormats,
        List<PlannedRun> runs) {

    /** The layout that this version writes. */
    public static final int SCHEMA = 1;

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if the schema is unknown or the baseline is not a model
     */
    public ComparisonPlan {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException(
                    "schema " + schema + " is not known here; this version reads schema " + SCHEMA);
        }
        Objects.requireNonNull(name, "name");
        reportFormats = List.copyOf(reportFormats);
        runs = List.copyOf(runs);
        if (baseline != null && !modelsOf(runs).contains(baseline)) {
            throw new IllegalArgumentException(
                    "baseline '" + baseline + "' is not one of the models " + modelsOf(runs));
        }
    }

    /** Returns the names of the models in the order of the config. */
    public List<String> models() {
        return modelsOf(runs);
    }

    private static List<String> modelsOf(List<PlannedRun> runs) {
        return runs.stream().map(PlannedRun::model).distinct().toList();
    }
}
