// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.vaelab.experiments.config.ConfigValues;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.plugin.VariantNames;
import org.vaelab.framework.posterior.PosteriorPart;

/**
 * A model of an experiment. Each part is its settings record. What is not said is taken from the
 * experiment, or is the default.
 */
public final class ModelConfig {

    private static final String VARIANT = "variant";

    static final ModelConfig EMPTY = new ModelConfig(JsonNodeFactory.instance.objectNode());

    private final ObjectNode tree;

    private ModelConfig(ObjectNode tree) {
        this.tree = tree;
    }

    ObjectNode tree() {
        return tree;
    }

    /** Returns this model with a latent variable and its posterior, or with a whole model. */
    public ModelConfig variant(Variant variant) {
        ObjectNode copy = tree.deepCopy();
        copy.setAll(
                ConfigValues.variant(
                        Objects.requireNonNull(variant, "the variant of a model is null")));
        return new ModelConfig(copy);
    }

    /**
     * Returns this model with a posterior, which brings its latent variable. The variant is {@code gaussian}
     * if none is set: its estimator and prior are the usual ones.
     */
    public ModelConfig posterior(PosteriorPart posterior) {
        ModelConfig chosen = part("posterior", posterior);
        return tree.has(VARIANT) ? chosen : chosen.set(VARIANT, VariantNames.USUAL);
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

    /** Returns this model with settings of its training. */
    public ModelConfig training(UnaryOperator<TrainingConfig> training) {
        return set("training", training.apply(new TrainingConfig(section("training"))).tree());
    }

    /** Returns this model with settings of its evaluation. */
    public ModelConfig evaluation(UnaryOperator<EvaluationConfig> evaluation) {
        return set(
                "evaluation", evaluation.apply(new EvaluationConfig(section("evaluation"))).tree());
    }

    private ObjectNode section(String key) {
        return tree.deepCopy().withObjectProperty(key);
    }

    private ModelConfig part(String key, Object part) {
        Objects.requireNonNull(part, () -> "the " + key + " of a model is null");
        return set(key, ConfigValues.part("type", part));
    }

    /**
     * Returns this model with a value of its section.
     *
     * @param key such as {@code training.steps}, with a dot for each level
     * @param value a number, text, list, map or record
     */
    public ModelConfig set(String key, Object value) {
        ObjectNode copy = tree.deepCopy();
        ConfigValues.put(copy, key, value);
        return new ModelConfig(copy);
    }
}
