// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.vaelab.framework.Internal;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;

/** Errors of the mean, or the most frequent category, of the nearest training examples. */
@Cites("mattei2019")
@Internal
public record ImputationByNeighbours(
        @JsonIgnore boolean numbers,
        double hidden,
        @Setting(value = "number of nearest neighbours to compare with", defaultValue = "5")
                int neighbours,
        int examples)
        implements ImputationMetric {

    public ImputationByNeighbours {
        ImputationMetric.check(hidden, examples);
        Counts.atLeastOne("neighbours", neighbours);
    }

    @Override
    public String by() {
        return " by neighbours";
    }

    @Override
    public Shared<ImputationErrors> errors() {
        return new Shared<>(
                "evaluation.imputation.neighbours",
                List.of(hidden, neighbours, examples),
                subject ->
                        ImputationErrors.of(
                                subject,
                                hidden,
                                examples,
                                data ->
                                        (batch, x, key) ->
                                                data.statistics().byNeighbours(x, neighbours)));
    }
}
