// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.Internal;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.settings.Cites;

/** Errors of the mean, or the most frequent category, of each column in training data. */
@Cites("mattei2019")
@Internal
public record ImputationByMeans(@JsonIgnore boolean numbers, double hidden, int examples)
        implements ImputationMetric {

    public ImputationByMeans {
        ImputationMetric.check(hidden, examples);
    }

    @Override
    public String by() {
        return " by means";
    }

    @Override
    public Shared<ImputationErrors> errors() {
        return new Shared<>(
                "evaluation.imputation.means",
                List.of(hidden, examples),
                subject ->
                        ImputationErrors.of(
                                subject,
                                hidden,
                                examples,
                                data -> {
                                    double[] centre = data.statistics().centre();
                                    return (batch, x, key) -> {
                                        double[] means = new double[x.length];
                                        Arrays.setAll(means, i -> centre[i % centre.length]);
                                        return means;
                                    };
                                }));
    }
}
