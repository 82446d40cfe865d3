// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.PartChoice;

/**
 * The evaluation of a model whose code is a program's own, by the metrics of VaeLab: the bound, log
 * p(x) by importance weighting, and others by their names.
 *
 * <pre>{@code
 * EvaluationResult measured = Evaluation.of(generative, inference, Rows.of("test", values))
 *         .importanceSamples(100).metrics("activeUnits").result();
 * double bound = measured.metrics().get("elbo").value(); // the mean over the rows, in nats
 * double[] each = measured.perDatum().elbo(); // [n], in nats
 * }</pre>
 *
 * <p>Rows are on the scale of the model. Equal models, rows, keys and settings give equal numbers.
 * Evaluations do not change; each method returns others.
 *
 * @param settings of the section {@code evaluation} of a config
 */
public record Evaluation(LatentVariableModel model, Rows rows, EvaluationSettings settings) {

    /**
     * Returns the evaluation of a model on rows, with the settings of a config that says nothing.
     *
     * @param inference finds q(z given x)
     * @param rows [n, D], with the labels on which the model is conditioned
     * @throws IllegalArgumentException if the rows have another number of values than the model
     */
    public static Evaluation of(GenerativeModel generative, Inference inference, HasRows rows) {
        Objects.requireNonNull(inference, "inference must not be null");
        Rows given = rows.asRows();
        int width = given.all().width();
        if (width != generative.shape().size()) {
            throw new IllegalArgumentException(
                    "rows have %s values, the model has %s, of shape %s"
                            .formatted(width, generative.shape().size(), generative.shape()));
        }
        return new Evaluation(
                new LatentVariableModel(generative, inference, new KlRegistry(List.of())),
                given,
                EvaluationSettings.defaults());
    }

    /** Returns this evaluation with K draws for log p(x) of each row; by default 500. */
    public Evaluation importanceSamples(int draws) {
        return new Evaluation(model, rows, settings.withImportanceSamples(draws));
    }

    /** Returns this evaluation with further metrics, by their names in {@code vaelab list metrics}. */
    public Evaluation metrics(String... names) {
        List<PartChoice> all = Stream.of(names).map(PartChoice::of).toList();
        return new Evaluation(model, rows, settings.withMetrics(all, List.of()));
    }

    /**
     * Measures the model. What a metric needs and the rows do not have makes it absent, with the
     * reason.
     *
     * @throws IllegalArgumentException if there is no metric of such a name
     */
    public EvaluationResult result() {
        Examples test = rows.all();
        EvaluationData data =
                new EvaluationData(
                        test,
                        Optional::empty,
                        rows.form().columns(),
                        rows.form().modalities(),
                        rows.form().season(),
                        test.hasMissing(),
                        Optional.empty());
        Metrics metrics = Metrics.of(Lab.with().plugins());
        return new Evaluator(settings, metrics)
                .evaluate(model, List.of(), data, RandomKey.of(0), EvaluationProgress.SILENT);
    }
}
