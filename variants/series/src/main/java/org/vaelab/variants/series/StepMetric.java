// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;

/** {@link StepScores} as a metric. */
sealed interface StepMetric extends Metric {

    /** Returns what is measured. */
    StepScores scores();

    /** Returns the metric of some scores, with a setting for the season if that matters. */
    static StepMetric of(StepScores scores) {
        return scores.hasSeason()
                ? new Seasonal(scores.plan(), scores.measure(), scores.by(), scores.season())
                : new Plain(scores);
    }

    @Override
    default MetricDescription description() {
        return scores().description();
    }

    @Override
    default MetricDescription describe(String part, MetricDescription whole) {
        return scores().describe(part, whole);
    }

    @Override
    default Optional<String> obstacle(DataSummary data) {
        return scores().obstacle(data);
    }

    @Override
    default boolean hasErrorsOfWindows() {
        return true;
    }

    @Override
    default Measurement.Measured measure(MetricContext subject) {
        return scores().measure(subject);
    }

    /** One on which a season has no effect. */
    @Cites({"gneiting2007", "grimit2006", "dellemonache2006", "parzen1961"})
    record Plain(@Override @JsonIgnore StepScores scores) implements StepMetric {}

    /** One with a season. */
    @Cites({"gneiting2007", "grimit2006", "dellemonache2006", "hyndman2006", "parzen1961"})
    record Seasonal(
            @JsonIgnore HiddenSteps plan,
            @JsonIgnore StepScores.Measure measure,
            @JsonIgnore @Nullable NaivePrediction by,
            @Setting("steps of a season; default data.season, or else 1") @Nullable Integer season)
            implements StepMetric {

        public Seasonal {
            if (season != null) {
                Counts.atLeastOne("season", season);
            }
        }

        @Override
        public StepScores scores() {
            return new StepScores(plan, measure, by, season);
        }
    }
}
