// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.KlMode;
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

/** A model before it exists: put together of parts, or made as one. */
public sealed interface ModelBlueprint {

    /** The name of the only label column of data in a condition. */
    String LABEL = "label";

    /** Returns the estimator, if one is named. */
    Optional<EstimatorPart> estimator();

    /** Returns the named likelihood; empty for a model that has none apart, or the usual one. */
    Optional<LikelihoodPart> namedLikelihood();

    /** Returns how the posterior is found, if that is named. */
    Optional<InferencePart> inference();

    /** Returns with what a trained model is evaluated as well, of different names. */
    List<InferencePart> furtherInferences();

    /** Returns the weight of the KL by step that training asks for. */
    KlWeight klWeight();

    /** Returns the estimator: the named one, else the usual one of the model. */
    EstimatorPart chosenEstimator(Parts parts);

    ModelBlueprint withEstimator(EstimatorPart other);

    /**
     * Returns the parts of the model with the parts inside of them: those that it names, and its
     * estimator. A prior or an inference that the space or the encoder gives is none of them, see
     * {@link AssembledModel#partNames}.
     */
    List<Object> parts(Parts parts);

    /** Returns this if it is put together of parts. */
    default Optional<OfParts> ofParts() {
        return this instanceof OfParts parts ? Optional.of(parts) : Optional.empty();
    }

    /**
     * Makes the model with drawn weights, and tries it on one example, so that parts that do not
     * fit are rejected before training begins.
     *
     * @param data a summary of the training data
     * @throws IllegalArgumentException if a part does not fit the data or another part
     */
    default AssembledModel assemble(
            TensorRuntime runtime, Plugins plugins, DataSummary data, RandomKey key) {
        try (TensorScope scope = runtime.scope()) {
            return Assembly.of(this, plugins, new PartContext(runtime, key, data, plugins));
        }
    }

    /** Returns a blueprint of parts, with the usual ones for all others and weight 1 of the KL. */
    static OfParts of(PosteriorPart posterior, LikelihoodPart likelihood, NetworkSettings network) {
        return new OfParts.Builder(likelihood, network).posterior(posterior).build();
    }

    private static List<Object> withInner(List<Object> all, Parts parts) {
        return all.stream().flatMap(part -> withInner(part, parts)).toList();
    }

    private static Stream<Object> withInner(Object part, Parts parts) {
        return Stream.concat(
                Stream.of(part),
                part instanceof PartSettings<?, ?> settings
                        ? settings.inner(parts).stream().flatMap(p -> withInner(p, parts))
                        : Stream.empty());
    }

    private static void requireDistinct(List<InferencePart> further) {
        if (further.stream().map(PartType::nameOf).distinct().count() < further.size()) {
            throw new IllegalArgumentException(
                    "evaluation.inference names one inference twice, and its measures would have one"
                            + " name");
        }
    }

    /**
     * A model that is made as one.
     *
     * @param likelihood of a {@link WholeModel.Decoding}; absent: the usual one of the data
     * @param estimator absent: that of the model
     * @param inference absent: the encoder of the model, or else {@link WholeModel#inference}
     */
    record Whole(
            WholeModel model,
            Optional<LikelihoodPart> likelihood,
            Optional<EstimatorPart> estimator,
            Optional<InferencePart> inference,
            List<InferencePart> furtherInferences,
            KlWeight klWeight)
            implements ModelBlueprint {

        public Whole {
            furtherInferences = List.copyOf(furtherInferences);
            requireDistinct(furtherInferences);
        }

        /** A model with its own estimator and inference, and weight 1 of the KL. */
        public Whole(WholeModel model) {
            this(
                    model,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    KlWeight.ONE);
        }

        @Override
        public Optional<LikelihoodPart> namedLikelihood() {
            return likelihood;
        }

        @Override
        public EstimatorPart chosenEstimator(Parts parts) {
            return estimator.orElseGet(
                    () -> parts.of(EstimatorPart.class).create(model.estimator()));
        }

        @Override
        public Whole withEstimator(EstimatorPart other) {
            return new Whole(
                    model, likelihood, Optional.of(other), inference, furtherInferences, klWeight);
        }

        @Override
        public List<Object> parts(Parts parts) {
            List<Object> all = new ArrayList<>(List.of(model, chosenEstimator(parts)));
            likelihood.ifPresent(all::add);
            inference.ifPresent(all::add);
            all.addAll(furtherInferences);
            return withInner(all, parts);
        }
    }

    /**
     * A model that is put together of parts.
     *
     * @param posterior of the latent variable; absent: there is a {@code hierarchy} of several
     * @param prior of the variable without parents, instead of the reference prior of its space
     * @param estimator absent: the evidence lower bound
     * @param regularizer replaces the KL in the loss of the estimator; absent: the KL with its
     *     weight
     * @param inference absent: by an encoder
     * @param condition the label columns, and the values given, that encoder and decoder are given;
     *     {@value ModelBlueprint#LABEL} is the only label column of data that have one
     * @param supervision a label that is a latent variable; absent: none
     * @param fitsPriorAfterwards whether the estimator trains the model under the reference prior
     *     of its space, and the prior is fitted to the result
     */
    record OfParts(
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
            boolean fitsPriorAfterwards)
            implements ModelBlueprint {

        /**
         * Checks the latent variables and the further inferences.
         *
         * @throws IllegalArgumentException if there is not one of posterior and hierarchy, or if
         *     two further inferences have one name
         */
        public OfParts {
            condition = List.copyOf(condition);
            furtherInferences = List.copyOf(furtherInferences);
            requireDistinct(furtherInferences);
            if (posterior.isPresent() == hierarchy.isPresent()) {
                throw new IllegalArgumentException(
                        "a model has a posterior or a hierarchy of them, not both or none");
            }
        }

        public Builder toBuilder() {
            return new Builder(this);
        }

        public OfParts withPosterior(PosteriorPart other) {
            return toBuilder().posterior(other).build();
        }

        public OfParts withPrior(PriorPart other) {
            return toBuilder().prior(other).build();
        }

        @Override
        public OfParts withEstimator(EstimatorPart other) {
            return toBuilder().estimator(other).build();
        }

        @Override
        public Optional<LikelihoodPart> namedLikelihood() {
            return Optional.of(likelihood);
        }

        @Override
        public EstimatorPart chosenEstimator(Parts parts) {
            return estimator.orElseGet(() -> new Elbo(1, KlMode.AUTO));
        }

        /** Returns this with a KL weight by step, and optionally a separate phase for the prior. */
        public OfParts trainedBy(Schedule weight, boolean priorAfterwards) {
            return trainedBy(new KlWeight(weight), priorAfterwards);
        }

        /** Returns this with KL weights by step, and optionally a separate phase for the prior. */
        public OfParts trainedBy(KlWeight weight, boolean priorAfterwards) {
            return toBuilder().klWeight(weight).fitsPriorAfterwards(priorAfterwards).build();
        }

        /** Returns its networks if they exist already, so that it is not trained. */
        public Optional<GivenNetworks> given() {
            return network.encoder() instanceof GivenNetworks networks
                    ? Optional.of(networks)
                    : Optional.empty();
        }

        @Override
        public List<Object> parts(Parts parts) {
            List<Object> all = new ArrayList<>(List.of(likelihood, chosenEstimator(parts)));
            posterior.ifPresent(all::add);
            hierarchy.ifPresent(several -> all.addAll(several.layers().values()));
            prior.ifPresent(all::add);
            regularizer.ifPresent(all::add);
            inference.ifPresent(all::add);
            all.addAll(List.of(network.encoder(), network.decoding()));
            all.addAll(furtherInferences);
            return withInner(all, parts);
        }

        /** Builds a blueprint. Parts that are not set are the usual ones, or absent. */
        public static final class Builder {

            private LikelihoodPart likelihood;
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

            public Builder(LikelihoodPart likelihood, NetworkSettings network) {
                this.likelihood = likelihood;
                this.network = network;
            }

            private Builder(OfParts from) {
                this(from.likelihood, from.network);
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

            public Builder likelihood(LikelihoodPart value) {
                likelihood = value;
                return this;
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
             * @throws IllegalArgumentException if no posterior and no hierarchy is set, or if two
             *     further inferences have one name
             */
            public OfParts build() {
                return new OfParts(
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
}
