// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.vaelab.framework.Internal;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.imputation.ImportanceImputation;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;

/** Errors of predictions by the model, with importance-weighted draws of its posterior. */
@Cites("mattei2019")
@Internal
public record ImputationError(
        @JsonIgnore boolean numbers,
        double hidden,
        @Setting(value = "importance-weighted draws per example", defaultValue = "50") int draws,
        int examples)
        implements ImputationMetric {

    public ImputationError {
        ImputationMetric.check(hidden, examples);
        Counts.atLeastOne("draws", draws);
    }

    @Override
    public String by() {
        return "";
    }

    @Override
    public Shared<ImputationErrors> errors() {
        return new Shared<>(
                "evaluation.imputation",
                List.of(hidden, draws, examples),
                subject ->
                        ImputationErrors.of(
                                subject,
                                hidden,
                                examples,
                                data -> {
                                    ImportanceImputation model =
                                            new ImportanceImputation(
                                                    subject.model(),
                                                    draws,
                                                    subject.data().hasMissing(),
                                                    data.statistics().centre());
                                    return (batch, x, key) ->
                                            model.predictions(batch, known(x), data.columns(), key);
                                }));
    }

    private static boolean[] known(double[] x) {
        boolean[] known = new boolean[x.length];
        for (int i = 0; i < x.length; i++) {
            known[i] = !Double.isNaN(x[i]);
        }
        return known;
    }
}
