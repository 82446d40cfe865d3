// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.vaelab.experiments.config.ConfigValues;
import org.vaelab.experiments.config.Word;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.posterior.PosteriorPart;

/**
 * A model of an experiment. Each part is its settings record. A config does not change; each method
 * returns another one. A null part is refused by a NullPointerException, and what does not fit
 * together by {@link Experiment#plan}.
 *
 * <pre>{@code
 * experiment.model(
 *         "vae",
 *         m -> m.posterior(new DiagonalNormalFamily(20)) // z has 20 values
 *                 .estimator(new ImportanceWeighted(5))
 *                 .training(t -> t.steps(500).adam(1e-3)));
 * }</pre>
 */
public final class ModelConfig extends ConfigSection<ModelConfig> {

    private static final String VARIANT = "variant";

    ModelConfig(ObjectNode tree) {
        super(tree, ModelConfig::new);
    }

    /**
     * Returns this model with the word of a part after {@code variant}, and the keys of the part as
     * its own.
     *
     * @param part a posterior that has a word, a {@link
     *     org.vaelab.framework.plugin.WholeModel} or a {@link
     *     org.vaelab.framework.plugin.Shorthand}
     * @throws IllegalArgumentException if the part has no word, or a rare setting: then it is for
     *     {@link #posterior}
     */
    public ModelConfig variant(Record part) {
        Objects.requireNonNull(part, "variant of a model must not be null");
        return with(Word.Chosen.of(part).tree());
    }

    /**
     * Returns this model with a posterior, which brings its latent variable. The variant is {@code
     * gaussian} if none is set: its estimator and prior are the usual ones.
     */
    public ModelConfig posterior(PosteriorPart posterior) {
        ModelConfig chosen = part("posterior", posterior);
        return tree().has(VARIANT) ? chosen : chosen.set(VARIANT, Word.USUAL);
    }

    public ModelConfig prior(PriorPart prior) {
        return part("prior", prior);
    }

    public ModelConfig likelihood(LikelihoodPart likelihood) {
        return part("likelihood", likelihood);
    }

    public ModelConfig estimator(EstimatorPart estimator) {
        return part("estimator", estimator);
    }

    public ModelConfig regularizer(RegularizerPart regularizer) {
        return part("regularizer", regularizer);
    }

    public ModelConfig inference(InferencePart inference) {
        return part("inference", inference);
    }

    /** Returns this model with networks of its own. */
    public ModelConfig network(UnaryOperator<NetworkConfig> network) {
        return section("network", NetworkConfig::new, network);
    }

    /** Returns this model with settings of its training. */
    public ModelConfig training(UnaryOperator<TrainingConfig> training) {
        return section("training", TrainingConfig::new, training);
    }

    /** Returns this model with settings of its evaluation. */
    public ModelConfig evaluation(UnaryOperator<EvaluationConfig> evaluation) {
        return section("evaluation", EvaluationConfig::new, evaluation);
    }

    private <S extends ConfigSection<S>> ModelConfig section(
            String key, Function<ObjectNode, S> section, UnaryOperator<S> change) {
        S before = section.apply(tree().withObjectProperty(key));
        return set(key, change.apply(before).tree());
    }

    private ModelConfig part(String key, Object part) {
        Objects.requireNonNull(part, () -> key + " of a model must not be null");
        return set(key, ConfigValues.part("type", part));
    }
}
