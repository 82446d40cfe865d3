// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.PartSettings;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/**
 * A model before it exists: its parts with their settings.
 *
 * @param variant chooses posterior and estimator where nothing else is named
 * @param hierarchy several latent variables instead of one; then there is no {@code posterior}
 * @param prior of the variable without parents, instead of the reference prior of its space
 * @param regularizer replaces the KL in the loss of the estimator; absent: the KL with its weight
 * @param inference how the posterior is found; absent: by an encoder
 * @param furtherInferences with which a trained model is evaluated as well, of different names
 * @param condition the label columns, and the values given, that encoder and decoder are given;
 *     {@value #LABEL} is the only label column of data that have one
 * @param supervision a label that is a latent variable; absent: none
 * @param klWeight the weight of the KL by step that training asks for
 * @param fitsPriorAfterwards whether the estimator trains the model under the reference prior of
 *     its space, and the prior is fitted to the result
 */
public record ModelBlueprint(
        Variant variant,
        Optional<PosteriorPart> posterior,
        Optional<Hierarchy> hierarchy,
        Optional<PriorPart> prior,
        Optional<EstimatorPart> estimator,
        Optional<RegularizerPart> regularizer,
        Optional<InferencePart> inference,
        List<InferencePart> furtherInferences,
        LikelihoodPart likelihood,
        NetworkSettings network,
        List<String> condition,
        Optional<Supervision> supervision,
        KlWeight klWeight,
        boolean fitsPriorAfterwards) {

    /** The name of the only label column of data in a condition. */
    public static final String LABEL = "label";

    public ModelBlueprint {
        condition = List.copyOf(condition);
        furtherInferences = List.copyOf(furtherInferences);
        if (furtherInferences.stream().map(PartType::nameOf).distinct().count()
                < furtherInferences.size()) {
            throw new IllegalArgumentException(
                    "evaluation.inference names one inference twice, and its measures would have one"
                            + " name");
        }
    }

    /** Returns the blueprint of a variant with its own parts and weight 1 of the KL. */
    public static ModelBlueprint of(
            Variant variant, LikelihoodPart likelihood, NetworkSettings network) {
        return new Builder(variant, likelihood, network).build();
    }

    public Builder toBuilder() {
        return new Builder(this);
    }

    public ModelBlueprint withPosterior(PosteriorPart other) {
        return toBuilder().posterior(other).build();
    }

    public ModelBlueprint withPrior(PriorPart other) {
        return toBuilder().prior(other).build();
    }

    public ModelBlueprint withEstimator(EstimatorPart other) {
        return toBuilder().estimator(other).build();
    }

    /** Returns the chosen estimator, else that of the variant. */
    public EstimatorPart chosenEstimator(Parts parts) {
        return estimator.orElseGet(() -> parts.of(EstimatorPart.class).create(variant.estimator()));
    }

    /**
     * Returns the parts of the model with the parts inside of them: those that it names, its
     * estimator, and the posterior of its variant if it names none. A prior or an inference that
     * the space or the encoder gives is none of them, see {@link AssembledModel#partNames}.
     */
    public List<Object> parts(Plugins plugins) {
        List<Object> parts =
                new ArrayList<>(List.of(variant, likelihood, chosenEstimator(plugins)));
        hierarchy.ifPresentOrElse(
                several -> parts.addAll(several.layers().values()),
                () -> chosenPosterior(plugins).ifPresent(parts::add));
        prior.ifPresent(parts::add);
        regularizer.ifPresent(parts::add);
        inference.ifPresent(parts::add);
        if (variant.whole().isEmpty() && variant.networks().isEmpty()) {
            parts.addAll(List.of(network.encoder(), network.decoding()));
        }
        parts.addAll(furtherInferences);
        return parts.stream().flatMap(part -> withInner(part, plugins)).toList();
    }

    private static Stream<Object> withInner(Object part, Plugins plugins) {
        return Stream.concat(
                Stream.of(part),
                part instanceof PartSettings<?, ?> settings
                        ? settings.inner(plugins).stream().flatMap(p -> withInner(p, plugins))
                        : Stream.empty());
    }

    /**
     * Returns the posterior of a model with one latent variable: the named one, else that of the
     * variant.
     */
    Optional<PosteriorPart> chosenPosterior(Plugins plugins) {
        return posterior.or(() -> variant.posterior().map(plugins.of(PosteriorPart.class)::create));
    }

    /** Returns this with a KL weight by step, and optionally a separate phase for the prior. */
    public ModelBlueprint trainedBy(Schedule weight, boolean priorAfterwards) {
        return trainedBy(new KlWeight(weight), priorAfterwards);
    }

    /** Returns this with KL weights by step, and optionally a separate phase for the prior. */
    public ModelBlueprint trainedBy(KlWeight weight, boolean priorAfterwards) {
        return toBuilder().klWeight(weight).fitsPriorAfterwards(priorAfterwards).build();
    }

    /**
     * Makes the model with drawn weights, and tries it on one example, so that parts that do not
     * fit are rejected before training begins.
     *
     * @param data a summary of the training data
     * @throws IllegalArgumentException if a part does not fit the data or another part
     */
    public AssembledModel assemble(
            TensorRuntime runtime, Plugins plugins, DataSummary data, RandomKey key) {
        try (TensorScope scope = runtime.scope()) {
            return new Assembly(this, plugins, new PartContext(runtime, key, data, plugins))
                    .assemble();
        }
    }

    /** Builds a blueprint. Parts that are not set are those of the variant, or absent. */
    public static final class Builder {

        private final Variant variant;
        private final LikelihoodPart likelihood;
        private NetworkSettings network;
        private Optional<PosteriorPart> posterior = Optional.empty();
        private Optional<Hierarchy> hierarchy = Optional.empty();
        private Optional<PriorPart> prior = Optional.empty();
        private Optional<EstimatorPart> estimator = Optional.empty();
        private Optional<RegularizerPart> regularizer = Optional.empty();
        private Optional<InferencePart> inference = Optional.empty();
        private List<InferencePart> furtherInferences = List.of();
        private List<String> condition = List.of();
        private Optional<Supervision> supervision = Optional.empty();
        private KlWeight klWeight = KlWeight.ONE;
        private boolean fitsPriorAfterwards;

        private Builder(Variant variant, LikelihoodPart likelihood, NetworkSettings network) {
            this.variant = variant;
            this.likelihood = likelihood;
            this.network = network;
        }

        private Builder(ModelBlueprint from) {
            this(from.variant, from.likelihood, from.network);
            posterior = from.posterior;
            hierarchy = from.hierarchy;
            prior = from.prior;
            estimator = from.estimator;
            regularizer = from.regularizer;
            inference = from.inference;
            furtherInferences = from.furtherInferences;
            condition = from.condition;
            supervision = from.supervision;
            klWeight = from.klWeight;
            fitsPriorAfterwards = from.fitsPriorAfterwards;
        }

        public Builder network(NetworkSettings value) {
            network = value;
            return this;
        }

        public Builder posterior(PosteriorPart value) {
            posterior = Optional.of(value);
            hierarchy = Optional.empty();
            return this;
        }

        public Builder hierarchy(Hierarchy value) {
            hierarchy = Optional.of(value);
            posterior = Optional.empty();
            return this;
        }

        public Builder prior(PriorPart value) {
            prior = Optional.of(value);
            return this;
        }

        public Builder estimator(EstimatorPart value) {
            estimator = Optional.of(value);
            return this;
        }

        public Builder regularizer(RegularizerPart value) {
            regularizer = Optional.of(value);
            return this;
        }

        public Builder inference(InferencePart value) {
            inference = Optional.of(value);
            return this;
        }

        /** Sets the inferences with which a trained model is evaluated as well. */
        public Builder furtherInferences(List<InferencePart> value) {
            furtherInferences = value;
            return this;
        }

        /** Sets what encoder and decoder are given. */
        public Builder condition(List<String> value) {
            condition = value;
            return this;
        }

        public Builder supervision(Supervision value) {
            supervision = Optional.of(value);
            return this;
        }

        public Builder klWeight(KlWeight value) {
            klWeight = value;
            return this;
        }

        /** Sets whether the prior is fitted in a phase of its own. */
        public Builder fitsPriorAfterwards(boolean value) {
            fitsPriorAfterwards = value;
            return this;
        }

        /**
         * Returns the blueprint.
         *
         * @throws IllegalArgumentException if two further inferences have one name
         */
        public ModelBlueprint build() {
            return new ModelBlueprint(
                    variant,
                    posterior,
                    hierarchy,
                    prior,
                    estimator,
                    regularizer,
                    inference,
                    furtherInferences,
                    likelihood,
                    network,
                    condition,
                    supervision,
                    klWeight,
                    fitsPriorAfterwards);
        }
    }
}
