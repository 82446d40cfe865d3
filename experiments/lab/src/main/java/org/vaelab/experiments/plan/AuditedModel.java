// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.LatentVariableModel.ModelProperties;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.NetworkLayer;
import org.vaelab.framework.tensor.TensorScope;

/**
 * A model of a comparison, with the results of trying it on one example.
 *
 * @param run its first run
 * @param config the whole config of that run, every default filled in
 * @param measure the base measure of p(x given z)
 * @param givenOfDatum what of x itself p(x given z) is given
 * @param pointMass whether its posterior is a point mass in evaluation, so that log p(x) is not
 *     estimated
 * @param klTailIndex below which order the log ratio of posterior and prior has moments
 * @param drawsAlone whether its inference finds only values, so that there is no bound of log p(x)
 * @param lastKlWeight the weight of the KL in the loss at the last training step, from any part
 * @param multiSample whether its training bound is not the evidence lower bound
 * @param isMixed whether its estimator takes examples as independent, and training steps have
 *     statistics of the batch in p(x given z)
 * @param networks the layers of its networks that are lists of layers, by the place of the network
 * @param remarks what is doubtful about networks from elsewhere
 */
@Internal
public record AuditedModel(
        RunSpec run,
        JsonNode config,
        PreparedData data,
        DataMeasure measure,
        List<String> givenOfDatum,
        boolean pointMass,
        double klTailIndex,
        boolean drawsAlone,
        double lastKlWeight,
        boolean multiSample,
        boolean isMixed,
        Map<String, List<NetworkLayer>> networks,
        List<String> remarks) {

    private static final Set<String> ELBO_TERMS = Set.of(Objective.RECONSTRUCTION, Objective.KL);

    /**
     * Tries a model on one example, with the last step of training and with evaluation.
     *
     * @param remarks what is doubtful about networks from elsewhere
     */
    public static AuditedModel of(
            RunSpec run, PreparedData data, AssembledModel assembled, List<String> remarks) {
        RandomKey key = RandomKey.of(0);
        LatentVariableModel model = assembled.model();
        LatentVariableModel trained = assembled.trained();
        try (TensorScope scope = model.runtime().scope()) {
            Objective objective =
                    assembled
                            .estimator()
                            .estimate(
                                    assembled.step(
                                            trained.trial(), key, run.training().atLastStep()));
            // The terms of an objective sum to its bound, so another bound has further terms.
            boolean otherBound =
                    objective.terms().stream().anyMatch(term -> !ELBO_TERMS.contains(term.name()));
            JsonNode config = run.config();
            ModelProperties properties = model.properties();
            return new AuditedModel(
                    run,
                    config,
                    data,
                    model.generative().measure(),
                    model.generative().givenOfDatum(),
                    properties.pointMass(),
                    properties.klTailIndex(),
                    model.inference().form() == PosteriorForm.DRAWS,
                    objective.klWeight().getAsDouble(),
                    otherBound && trainingSamples(config) > 1,
                    isMixed(assembled),
                    assembled.networks(),
                    remarks);
        }
    }

    private static boolean isMixed(AssembledModel assembled) {
        Estimator estimator = assembled.estimator();
        if (!estimator.accepts(GradientKind.SCORE_FUNCTION)
                || estimator.accepts(GradientKind.PATHWISE)) {
            return false;
        }
        return !updates(assembled, assembled.trained().generative().parameters(), 2).isEmpty();
    }

    /**
     * Returns how networks update their statistics of a batch in a training step of some examples.
     */
    static List<StateUpdate> updates(AssembledModel assembled, List<Parameter> learned, int n) {
        RandomKey key = RandomKey.of(0);
        try (TrainingMode.Pass pass = assembled.mode().begin(key, learned)) {
            Batch trial = assembled.trained().trial(n);
            assembled.estimator().estimate(assembled.step(trial, key, new TrainingProgress(0, 1)));
            return pass.updates();
        }
    }

    /** Returns whether log p(x given z) is the logarithm of a probability, not of a density. */
    boolean probability() {
        return measure.isCounting();
    }

    /**
     * Returns the base measure of each modelled column, by its name; none if values have no names.
     */
    Map<String, String> measures() {
        List<Column> columns = DataView.modelledColumns(data);
        Map<String, String> byName = new LinkedHashMap<>();
        for (int d = 0; d < columns.size(); d++) {
            byName.put(columns.get(d).name(), measure.ofValues().get(d));
        }
        return byName;
    }

    public String name() {
        return run.model();
    }

    /** Returns the number of training draws if the estimator is named; else 1. */
    int trainingSamples() {
        return trainingSamples(config);
    }

    private static int trainingSamples(JsonNode config) {
        return config.path("estimator").path("samples").asInt(1);
    }

    /** Returns whether the data are dequantized grey levels. */
    boolean isDequantized() {
        return data.preparation().dequantization().isPresent();
    }

    /** Returns the domain of the values in training and evaluation. */
    ValueDomain domain() {
        return data.domain();
    }
}
