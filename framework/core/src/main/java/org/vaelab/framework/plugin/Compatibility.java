// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.AscendingInference;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.RegularizedBound;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.ConditionalPrior;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.LikelihoodFit;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.ModelBlueprint.OfParts;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.PartType;

/** Checks that the parts of a model fit the data and one another. */
final class Compatibility {

    private Compatibility() {}

    /**
     * Returns what a part has created.
     *
     * @throws IllegalArgumentException if it is null
     */
    static <T> T created(Object part, @Nullable T created) {
        if (created == null) {
            throw new IllegalArgumentException(
                    ClassOrigin.describe(part.getClass()) + ": create returns null");
        }
        return created;
    }

    static String named(LikelihoodPart likelihood) {
        return "likelihood '" + PartType.nameOf(likelihood) + "'";
    }

    /**
     * Returns a likelihood that has a density of the data.
     *
     * @throws IllegalArgumentException if it has none
     */
    static Likelihood likelihood(LikelihoodPart chosen, PartContext context) {
        Likelihood made = created(chosen, chosen.create(context.forPart("likelihood")));
        LikelihoodFit.requireDensity(
                named(chosen),
                made,
                context.data().domain(),
                () -> others(made, context.data(), Alternatives.likelihoods(context)));
        return made;
    }

    /** Returns what to choose instead of a likelihood that has no density of values of a domain. */
    private static String others(Likelihood density, DataSummary data, List<String> others) {
        ValueDomain domain = data.domain();
        boolean isScaled = domain == ValueDomain.GREY_LEVELS || domain == ValueDomain.UNIT_INTERVAL;
        String binarise =
                isScaled && density.domains().contains(ValueDomain.BINARY)
                        ? "binarise the data (data.binarize: dynamic, static or threshold) or "
                        : "";
        String content =
                data.content().isEmpty()
                        ? ""
                        : "\nthe data are %s, whose usual likelihood is %s"
                                .formatted(data.content(), domain.likelihood());
        return binarise + "choose another likelihood: " + String.join(", ", others) + content;
    }

    /** Checks that a prior which is trained with its model is fitted by -log p(z). */
    static void requireLikelihoodFit(ConditionalPrior prior, Map<String, String> partNames) {
        if (prior instanceof Prior known && known.fitLoss().isPresent()) {
            throw new IllegalArgumentException(
                    ("prior '%s' is fitted to the codes of a trained model, by a loss of its own"
                                    + " that is not -log p(z)\nset training.priorSteps")
                            .formatted(partNames.get("prior")));
        }
    }

    /**
     * Tries the estimator of a model whose label is drawn where it is not known. A known label
     * makes its q a point mass, which leaves no density of a relaxation.
     */
    static void requireClosedForm(
            LatentVariableModel model,
            Estimator estimator,
            KlRegularizer regularizer,
            Map<String, String> partNames) {
        TrainingProgress start = new TrainingProgress(0, 1);
        KlSource source =
                estimator
                        .estimate(
                                new Step(model, model.trial(), RandomKey.of(0), start, regularizer))
                        .klSource();
        if (source != KlSource.ANALYTIC) {
            throw new IllegalArgumentException(
                    ("estimator '%s' takes the KL as %s, and of a label that is drawn"
                                    + " where it is not known, and known elsewhere, it needs the closed"
                                    + " form; take estimator: elbo with kl: auto and a prior that has"
                                    + " one, or supervision.draw: enumerated")
                            .formatted(partNames.get("estimator"), source.label()));
        }
    }

    /**
     * Returns an inference that maximises in training what the estimator maximises, if it finds
     * posteriors by ascent, and the inference itself otherwise.
     *
     * @param givenLabel whether the inference finds posteriors for each value of a label
     * @param partNames what a config calls the parts, for messages
     */
    static Inference maximising(
            Inference inference,
            Estimator estimator,
            KlRegularizer regularizer,
            boolean givenLabel,
            Map<String, String> partNames) {
        if (!(inference instanceof AscendingInference ascending)) {
            return inference;
        }
        RegularizedBound objective =
                estimator
                        .posteriorObjective(regularizer)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "estimator '"
                                                        + partNames.get("estimator")
                                                        + "' cannot train q with inference '"
                                                        + inference.name()
                                                        + "', which finds q by gradient steps on the"
                                                        + " evidence lower bound"
                                                        + "\nuse estimator: elbo, or inference:"
                                                        + " amortized"));
        if (givenLabel && !objective.regularizer().isProportional()) {
            throw new IllegalArgumentException(
                    ("inference '%s' finds q for each value of the label apart, which is"
                                    + " right where one weight multiplies the KL; it is not for a"
                                    + " capacity, freeBits or training.layerKlWeight\nuse"
                                    + " training.klWeight instead, or inference: amortized")
                            .formatted(inference.name()));
        }
        return ascending.maximising(objective);
    }

    /**
     * Returns what a model is given, with the exposure of its likelihood.
     *
     * @throws IllegalArgumentException if networks would see it under the same name
     */
    static Conditioning withExposure(Conditioning condition, Optional<String> exposure) {
        exposure.ifPresent(
                name -> {
                    if (condition.columns().stream().anyMatch(c -> c.name().equals(name))) {
                        throw new IllegalArgumentException(
                                ("condition and likelihood.exposure both name '%s': networks see a condition,"
                                                + " and not an exposure\nleave it out of one of them")
                                        .formatted(name));
                    }
                });
        return exposure.map(name -> condition.with(new Conditioning.Exposure(name)))
                .orElse(condition);
    }

    /**
     * Checks that a model with {@link GivenNetworks}, which is not trained, has one latent
     * variable, no condition, and data as they are.
     */
    static void requireUntrained(OfParts blueprint, PartContext context) {
        Map<String, Boolean> named = new LinkedHashMap<>();
        named.put("a hierarchy in 'latent'", blueprint.hierarchy().isPresent());
        named.put("a 'condition'", !blueprint.condition().isEmpty());
        named.put("a 'regularizer'", blueprint.regularizer().isPresent());
        named.put("'supervision'", blueprint.supervision().isPresent());
        named.put("'training.priorSteps'", blueprint.fitsPriorAfterwards());
        named.put("data with missing values", context.data().hasMissing());
        named.put(
                "'data.standardize' (set it to false; the networks may standardise)",
                context.data().standardization().isPresent());
        requireNone(blueprint, named);
    }

    /**
     * Checks that no parameter of a model with {@link GivenNetworks} waits for training.
     *
     * @param partNames what a config calls the parts, by kind
     */
    static void requireNothingToLearn(
            OfParts blueprint, LatentVariableModel model, Map<String, String> partNames) {
        for (Parameter parameter : model.parameters()) {
            if (parameter.role() == Parameter.Role.LEARNED) {
                String kind = parameter.name().replaceFirst("\\..*", "");
                String remedy =
                        kind.equals("likelihood")
                                ? ", such as likelihood: {type: gaussian, scale: fixed, value: 0.1}"
                                : "";
                throw new IllegalArgumentException(
                        ("architecture '%s' trains nothing, and %s '%s' has a parameter, '%s', that only"
                                        + " training would set\nchoose a %s without learned parameters%s")
                                .formatted(
                                        PartType.nameOf(blueprint.network().encoder()),
                                        kind,
                                        partNames.getOrDefault(kind, kind),
                                        parameter.name(),
                                        kind,
                                        remedy));
            }
        }
    }

    /**
     * Checks that a model with {@link GivenNetworks} has nothing that they do not support.
     *
     * @param named whether the model has each
     */
    static void requireNone(OfParts blueprint, Map<String, Boolean> named) {
        named.forEach(
                (name, has) -> {
                    if (has) {
                        throw new IllegalArgumentException(
                                "architecture '%s' does not support %s"
                                        .formatted(
                                                PartType.nameOf(blueprint.network().encoder()),
                                                name));
                    }
                });
    }
}
